using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Twinyard.Notifications.Tests;

/// <summary>Just enough of RFC 5321 to take a message on loopback, or to refuse it as the test says.</summary>
public sealed class SmtpTestServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public SmtpTestServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _loop = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The answer to RCPT TO.</summary>
    public string RecipientAnswer { get; set; } = "250 2.1.5 ok";

    public List<string> Received { get; } = [];

    /// <summary>What clients have said to authenticate themselves, where they were offered to.</summary>
    public List<string> Authenticated { get; } = [];

    public bool OffersAuthentication { get; init; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (IOException)
            {
                // The client hung up after a refusal.
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 test ESMTP");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    Received.Add(await ReadMessageAsync(reader));
                    await writer.WriteLineAsync("250 2.0.0 taken");
                    break;
                case "EHLO" when OffersAuthentication:
                    await writer.WriteLineAsync("250-test\r\n250 AUTH PLAIN");
                    break;
                case "AUTH":
                    Authenticated.Add(line);
                    await writer.WriteLineAsync("235 2.7.0 welcome");
                    break;
                case "RCPT":
                    await writer.WriteLineAsync(RecipientAnswer);
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 ok");
                    break;
            }
        }
    }

    private async Task<string> ReadMessageAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            text.AppendLine(line.StartsWith('.') ? line[1..] : line);
        }

        return text.ToString();
    }
}
