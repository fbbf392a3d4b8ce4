using System.CommandLine;
using Twinyard.Contracts.Workflows;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary><c>twinyard workflow webhook</c></summary>
internal static class WebhookCommand
{
    public static Command Build()
    {
        var name = new Argument<string>("name") { Description = "The workflow's name" };
        var webhook = new Argument<string>("webhook") { Description = "The webhook's name in the manifest" };
        return new Command("webhook", "Give a webhook a new secret, and show once how to sign with it") { name, webhook }.Does(async (call, cancellationToken) =>
        {
            var path = $"workflows/{Uri.EscapeDataString(call.Get(name))}/webhooks/{Uri.EscapeDataString(call.Get(webhook))}/secret";
            var secret = await call.Api.PostAsync<WebhookSecret>(path, null, cancellationToken);
            call.Out.Result(secret, made =>
            {
                call.Out.Facts(("Url", made.Url), ("Secret", made.Secret));
                call.Out.Note("It is not shown again, and the one before is not taken any more. To deliver:");
                call.Out.Note(Example(made.Url));
            });
        });
    }

    private static string Example(string url) => $$"""

          t=$(date +%s) id=$(date +%s%N) body='{"serial": 7}'
          sig=$(printf '%s.%s.%s' "$t" "$id" "$body" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)
          curl {{url}} -H "X-Twinyard-Delivery: $id" -H "X-Twinyard-Signature: t=$t,v1=$sig" --data-binary "$body"
        """;
}
