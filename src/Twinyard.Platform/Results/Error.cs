namespace Twinyard.Platform.Results;

/// <summary>
/// An expected "no". The set is closed: every case is mapped to an HTTP status and a CLI exit code in one place
/// (<see cref="Http.ProblemResults"/>). Broken infrastructure and bugs are exceptions instead.
/// </summary>
/// <param name="Code">Stable, kebab-case, for programs: <c>workflow-not-found</c>.</param>
/// <param name="Message">What was wrong and where, for people.</param>
/// <param name="Remedy">What to do about it; empty where the message already says so.</param>
public abstract record Error(string Code, string Message, string Remedy)
{
    public sealed override string ToString() => Remedy.Length == 0 ? Message : $"{Message} {Remedy}";
}

/// <summary>The input breaks a rule. <see cref="Problems"/> lists each place, where there are places.</summary>
public sealed record InvalidError(string Code, string Message, string Remedy = "") : Error(Code, Message, Remedy)
{
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    public static InvalidError FromProblems(string code, IReadOnlyList<Problem> problems, string remedy = "") =>
        new(code, string.Join(Environment.NewLine, problems), remedy) { Problems = problems };
}

/// <summary>What was named does not exist, or may not be known to exist.</summary>
public sealed record NotFoundError(string Code, string Message, string Remedy = "") : Error(Code, Message, Remedy);

/// <summary>The request contradicts the present state: already there, already decided, changed meanwhile.</summary>
public sealed record ConflictError(string Code, string Message, string Remedy = "") : Error(Code, Message, Remedy);

/// <summary>The caller is known and may not do this. The message names the deciding statement or the missing allow.</summary>
public sealed record DeniedError(string Code, string Message, string Remedy = "") : Error(Code, Message, Remedy);

/// <summary>The caller is not known: no credential, or one that is wrong, expired or revoked.</summary>
public sealed record UnauthenticatedError(string Code, string Message, string Remedy = "") : Error(Code, Message, Remedy);

/// <summary>A bound was reached: size, rows, time, queue length.</summary>
public sealed record LimitError(string Code, string Message, string Remedy = "") : Error(Code, Message, Remedy);

/// <summary>Too much was asked in a while.</summary>
/// <param name="After">When to ask again.</param>
public sealed record WaitError(string Code, string Message, TimeSpan After, string Remedy = "") : Error(Code, Message, Remedy);

/// <summary>It was tried and did not succeed, for a reason outside the request: a full disk, a git failure, a busy port.</summary>
public sealed record FailedError(string Code, string Message, string Remedy = "") : Error(Code, Message, Remedy);
