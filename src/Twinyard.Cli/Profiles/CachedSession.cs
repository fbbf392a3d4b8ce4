namespace Twinyard.Cli.Profiles;

internal sealed record CachedSession(string Token, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(5);

    /// <summary>Whether more than five minutes of it are left, or a tenth of a short one.</summary>
    public bool Lasts(DateTimeOffset now)
    {
        var tenth = (ExpiresAt - CreatedAt) / 10;
        return now < ExpiresAt - (tenth < Reserve ? tenth : Reserve);
    }
}
