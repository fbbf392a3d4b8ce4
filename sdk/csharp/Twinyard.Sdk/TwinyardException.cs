namespace Twinyard.Sdk;

/// <summary>What a script asked for could not be done. The message says what was wrong, where, and what to do.</summary>
public sealed class TwinyardException : Exception
{
    public TwinyardException(string message)
        : base(message)
    {
    }

    public TwinyardException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The server's stable code, such as <c>access-denied</c>; empty when the server was not involved.</summary>
    public string Code { get; init; } = "";
}
