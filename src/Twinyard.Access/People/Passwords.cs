using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Results;

namespace Twinyard.Access.People;

/// <summary>
/// Hashes of passwords by the framework's hasher: PBKDF2 with HMAC-SHA512, a salt of 128 bits and 210 000 rounds (OWASP's Password Storage Cheat Sheet). What may be a password follows NIST SP 800-63B:
/// its length counts, and no rules on its characters.
/// </summary>
internal sealed class Passwords : IDisposable
{
    public const int Rounds = 210_000;
    public const int Shortest = 12;
    public const int Longest = 256;

    private const int FewestCharacters = 5;
    private static readonly object Anybody = new();

    private readonly PasswordHasher<object> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    // Hashing takes a core for tens of milliseconds: many sign-ins at once wait for each other, and not everything else for them.
    private readonly SemaphoreSlim _cores = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _nobodys;

    public Passwords() => _nobodys = new Lazy<string>(() => _hasher.HashPassword(Anybody, Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))));

    /// <returns>What is wrong with it; null where it may be one.</returns>
    public static InvalidError? Problem(string? password, string name) =>
        password is not { Length: >= Shortest } ? Invalid($"It is shorter than {Shortest} characters.")
        : password.Length > Longest ? Invalid($"It is longer than {Longest} characters.")
        : password.Distinct().Count() < FewestCharacters ? Invalid($"It has fewer than {FewestCharacters} different characters.")
        : password.Contains(name, StringComparison.OrdinalIgnoreCase) && password.Length < name.Length + Shortest ? Invalid("It is little more than the name.")
        : null;

    public Task<string> HashAsync(string password, CancellationToken cancellationToken) => AloneAsync(() => _hasher.HashPassword(Anybody, password), cancellationToken);

    /// <param name="hash">Null for nobody's: it takes as long, so that names cannot be told apart by time.</param>
    public Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) => AloneAsync(
        () => _hasher.VerifyHashedPassword(Anybody, hash ?? _nobodys.Value, password) is var result && hash is null ? PasswordVerificationResult.Failed : result, cancellationToken);

    public void Dispose() => _cores.Dispose();

    private async Task<T> AloneAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _cores.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _cores.Release();
        }
    }

    private static InvalidError Invalid(string message) => new("password-invalid", $"This cannot be the password: {message}", $"Take {Shortest} to {Longest} characters; several words do well.");
}
