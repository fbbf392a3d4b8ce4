using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using Twinyard.Access.Secrets.Masking;

namespace Twinyard.Access.Tests.Secrets.Masking;

public sealed class SecretFormsTests
{
    private const string Special = " ä€\"\\'&+/";

    private static readonly Gen<string> Values = Gen.Frequency((1, Gen.Char['!', '~']), (1, Gen.Int[0, Special.Length - 1].Select(i => Special[i]))).Array[SecretForms.Shortest, 40].Select(letters => new string(letters)).Where(value => value.Trim().Length >= SecretForms.Shortest && !value.Contains('*'));
    private static readonly Gen<string> Around = Gen.Char['A', 'z'].Array[0, 7].Select(letters => new string(letters));

    [Fact]
    public void Apply_ValueEncodedAsProgramsDo_LeavesNothingToDecode() => Gen.Select(Values, Around, Around).Sample(
        (value, before, after) =>
        {
            var mask = SecretMask.Of([value])!; // there is a value
            string[] encodings =
            [
                Uri.EscapeDataString(value),
                WebUtility.UrlEncode(value),
                WebUtility.HtmlEncode(value),
                JsonSerializer.Serialize(value)[1..^1],
                JsonSerializer.Serialize(value, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })[1..^1],
                value,
            ];
            foreach (var encoded in encodings)
            {
                mask.Apply(encoded).ShouldBe("***", encoded);
            }

            // Basic authentication and its like: whatever stands around it, the value is not decoded from what is left.
            foreach (var coded in new[] { Convert.ToBase64String(Encoding.UTF8.GetBytes(before + value + after)), Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) })
            {
                var masked = mask.Apply(coded);
                masked.ShouldContain("***");
                var left = masked.Replace("***", "", StringComparison.Ordinal);
                (coded.Length - left.Length).ShouldBeGreaterThanOrEqualTo((Encoding.UTF8.GetByteCount(value) * 8 / 6) - 1);
            }
        },
        iter: 2_000);

    [Fact]
    public void Apply_PrivateKey_IsCoveredLineByLineAndAsWrappedBase64()
    {
        var key = "-----BEGIN KEY-----\n" + string.Join('\n', Convert.ToBase64String(new byte[150]).Chunk(64).Select(line => new string(line))) + "\n-----END KEY-----";
        var mask = SecretMask.Of([key])!; // there is a value
        var wrapped = string.Join('\n', Convert.ToBase64String(Encoding.UTF8.GetBytes(key)).Chunk(76).Select(line => new string(line)));

        mask.Apply(key).ShouldBe("***");
        mask.Apply(key.ReplaceLineEndings("\r\n")).Split("\r\n").ShouldAllBe(line => line == "***");
        mask.Apply(wrapped).Split('\n')[..^1].ShouldAllBe(line => line == "***");
        mask.Apply($"read {key.Split('\n')[1]} of it").ShouldBe("read *** of it");
    }
}
