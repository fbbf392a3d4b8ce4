using Twinyard.Platform.Ids;

namespace Twinyard.Events.Tests.Support;

/// <summary>Ids as ever, until one of them is asked for in vain: what was under way breaks off there, as in a crash.</summary>
internal sealed class InterruptedIds(TimeProvider time) : IIdGenerator
{
    private readonly TimeOrderedIdGenerator _ids = new(time);

    /// <summary>How many more ids there are before the next is refused once; null for as many as are asked for.</summary>
    public int? Left { get; set; }

    public Guid NewId()
    {
        if (Left-- == 0)
        {
            Left = null;
            throw new InvalidOperationException("interrupted on purpose");
        }

        return _ids.NewId();
    }
}
