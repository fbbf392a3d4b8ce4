using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Webhooks;

/// <summary>
/// The header <c>t=&lt;Unix seconds&gt;,v1=&lt;hex&gt;</c>, in the form of Stripe's: HMAC-SHA256 with the secret over <c>&lt;t&gt;.&lt;delivery&gt;.&lt;body&gt;</c>.
/// The delivery's id is signed too, so that nobody who overhears a delivery can send it again as another.
/// </summary>
internal static class WebhookSignature
{
    public const string Header = "X-Twinyard-Signature";
    public const string DeliveryHeader = "X-Twinyard-Delivery";

    /// <summary>How far the sender's clock may be off, and how long a delivery can be sent again.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly UnauthenticatedError Refused = new(
        "webhook-signature", "The delivery is not signed with the secret of a webhook here.", $"Send {Header}: t=<Unix seconds>,v1=<hex of HMAC-SHA256 over t.delivery.body>; `twinyard workflow webhook` gives the secret.");

    public static string Of(string secret, long unixSeconds, string delivery, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{unixSeconds}.{delivery}.")));
        hmac.AppendData(body);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    /// <param name="secret">Null where there is no such webhook: then the answer is the same, after the same work.</param>
    public static Result<Done> Check(string? secret, string header, string delivery, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!TryRead(header, out var seconds, out var given))
        {
            return Refused;
        }

        var expected = Of(secret ?? "none", seconds, delivery, body);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(given)) || secret is null)
        {
            return Refused;
        }

        // Told only to who has the secret: a sender with a wrong clock has to learn it.
        return Math.Abs(now.ToUnixTimeSeconds() - (decimal)seconds) <= (decimal)Window.TotalSeconds
            ? Done.Value
            : new UnauthenticatedError("webhook-time", $"The delivery was signed at {seconds}, which is more than {Window.TotalMinutes:0} minutes from now.", "Sign it again when it is sent again, and set the sender's clock.");
    }

    private static bool TryRead(string header, out long seconds, out string signature)
    {
        (seconds, signature) = (0, "");
        var hasTime = false;
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("t=", StringComparison.Ordinal))
            {
                hasTime = long.TryParse(part.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
            }
            else if (part.StartsWith("v1=", StringComparison.Ordinal))
            {
                signature = part[3..];
            }
        }

        return hasTime && signature.Length == 2 * HMACSHA256.HashSizeInBytes;
    }
}
