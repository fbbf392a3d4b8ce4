using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Servers;

namespace Twinyard.Chaos.Requests;

/// <summary>Sends events, starts and deliveries to whichever servers answer, and notes every answer.</summary>
internal sealed class Traffic(ServerGroup servers, RequestBook book, Api owner, ScriptedClock clock, string webhookSecret)
{
    private const int Workers = 6;

    // Counted, so that a slow machine has no more to do than a fast one.
    private const int RequestsOfAWorker = 5;
    private const string SkippedCode = "run-skipped";

    private const int MostLooks = 500;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _deliveries = new(1, 1);

    /// <summary>Sends some. Requests under way when it is cancelled are cut off, and nobody knows what became of them.</summary>
    public Task RunAsync(int seed, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => WorkAsync(new Random(unchecked((seed * Workers) + worker)), cancellationToken)));

    /// <summary>Returns when so many more were acknowledged, or when it takes too long.</summary>
    public async Task AcknowledgedAsync(int more, CancellationToken cancellationToken)
    {
        var wanted = book.Accepted + more;
        for (var looks = 0; book.Accepted < wanted && looks < MostLooks; looks++)
        {
            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    /// <summary>Sends deliveries again that nobody has acknowledged.</summary>
    public async Task RepeatDeliveriesAsync(CancellationToken cancellationToken)
    {
        await _deliveries.WaitAsync(cancellationToken);
        try
        {
            foreach (var open in book.All.Where(request => request is { Kind: RequestKind.Delivery, Answer: Answer.Unknown }))
            {
                if (servers.Urls is [var url, ..])
                {
                    await SendAsync(open, url, cancellationToken);
                }
            }
        }
        finally
        {
            _deliveries.Release();
        }
    }

    private async Task WorkAsync(Random random, CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < RequestsOfAWorker && !cancellationToken.IsCancellationRequested; sent++)
        {
            if (servers.Urls is { Count: > 0 } urls)
            {
                await SendAsync(Next(random), urls[random.Next(urls.Count)], cancellationToken);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(10, 120)), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Request Next(Random random) => random.Next(10) switch
    {
        < 6 => book.Add(RequestKind.Event, Workload.Kinds[random.Next(Workload.Kinds.Count)]),
        < 8 => book.Add(RequestKind.Start, random.Next(3) == 0 ? Workload.OneByHand : Workload.ByHand),
        _ => book.Add(RequestKind.Delivery, Workload.Hooked),
    };

    private async Task SendAsync(Request request, string url, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var (status, body) = await owner.SendAsync(Message(request, url), limit.Token);
            Note(request, status, body);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            // The answer is lost; the book has the request as unknown.
        }
    }

    private HttpRequestMessage Message(Request request, string url)
    {
        var number = request.Number.ToString(CultureInfo.InvariantCulture);
        return request.Kind switch
        {
            RequestKind.Event => owner.Message($"{url}/api/v1/events", $$$"""{"source": "chaos", "detailType": "{{{request.Target}}}", "detail": {"number": {{{number}}}}}"""),
            RequestKind.Start => owner.Message($"{url}/api/v1/workflows/{request.Target}/runs", $$$"""{"input": {"number": {{{number}}}}}"""),
            _ => Delivery($"{url}/hooks/{request.Target}/{Workload.Webhook}", number),
        };
    }

    private HttpRequestMessage Delivery(string url, string number)
    {
        var body = $$"""{"number": {{number}}}""";
        var seconds = clock.GetUtcNow().ToUnixTimeSeconds();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(webhookSecret), Encoding.UTF8.GetBytes($"{seconds}.{number}.{body}")));
        var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        message.Headers.Add("X-Twinyard-Signature", $"t={seconds},v1={signature}");
        message.Headers.Add("X-Twinyard-Delivery", number);
        return message;
    }

    private void Note(Request request, int status, JsonNode? body)
    {
        switch (status)
        {
            case >= 200 and < 300:
                book.Answered(request, Answer.Accepted, IdOf(request.Kind, body));
                break;
            case 409 when CodeOf(body) == SkippedCode:
                book.Answered(request, Answer.Skipped, "");
                break;
            case 401 when request.Kind == RequestKind.Delivery:
                // The clock was moved between the signature and its check; it is sent again.
                break;
            case >= 400 and < 500:
                book.Answered(request, Answer.Refused, "");
                break;
            default:
                // The server failed on it, which does not say that nothing happened.
                break;
        }
    }

    private static string? CodeOf(JsonNode? problem) => problem?["code"]?.GetValue<string>();

    private static string IdOf(RequestKind kind, JsonNode? body) => kind switch
    {
        RequestKind.Event => body?["id"]?.GetValue<string>(),
        RequestKind.Start => body?["summary"]?["id"]?.GetValue<string>(),
        _ => body?["eventId"]?.GetValue<string>(),
    } ?? "";
}
