namespace Twinyard.Repositories.Git;

/// <summary>git failed where it must not: the program is missing, or a repository is damaged.</summary>
internal sealed class GitException(string message, Exception? inner = null) : Exception(message, inner);
