using System.Text;

namespace Twinyard.Repositories.Git;

/// <summary>What a git command gave. <paramref name="IsTruncated"/>: it had more to say than was asked for and was ended.</summary>
internal sealed record GitOutput(int ExitCode, byte[] Bytes, string Complaint, bool IsTruncated)
{
    public bool IsOk => ExitCode == 0 || IsTruncated;

    public string Text => Encoding.UTF8.GetString(Bytes);

    public string Line => Text.TrimEnd('\n');

    /// <summary>Parts that <c>-z</c> separates with NUL.</summary>
    public string[] Parts => Text.Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
