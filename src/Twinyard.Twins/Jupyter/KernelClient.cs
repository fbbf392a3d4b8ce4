using System.Text.Json.Nodes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Jupyter;

/// <summary>
/// Executes code in a prepared kernel. Requests go over the WebSocket; what the kernel said is read from its journal, so a dropped connection
/// costs nothing but time. One request at a time.
/// </summary>
internal sealed class KernelClient : IAsyncDisposable
{
    /// <summary>How long a server may be unreachable before a run is given up.</summary>
    public static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(5);

    private const int IdlePollsBeforeProbe = 3;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan InterruptGrace = TimeSpan.FromSeconds(10);

    private readonly JupyterKernels _kernels;
    private readonly string _kernel;
    private readonly string _session;
    private readonly KernelChannel _channel;
    private readonly KernelJournal _journal;
    private readonly Func<bool> _gone;
    private readonly IIdGenerator _ids;
    private readonly TimeProvider _time;

    /// <param name="gone">Whether it is known that the server will not come back.</param>
    public KernelClient(JupyterServer server, string kernel, string journal, bool subProtocols, Func<bool> gone, IIdGenerator ids, TimeProvider time)
    {
        _gone = gone;
        _kernels = new JupyterKernels(server);
        _kernel = kernel;
        _session = ids.NewId().ToString("N");
        _journal = new KernelJournal(server, journal);
        _channel = new KernelChannel(server, kernel, _session, subProtocols, time);
        _ids = ids;
        _time = time;
    }

    /// <summary>Prepares the kernel; after that its journal tells everything.</summary>
    /// <exception cref="JupyterException">The kernel cannot be prepared.</exception>
    public async Task PrepareAsync(JsonObject settings, CancellationToken cancellationToken)
    {
        var request = new KernelRequest(this, Execute(KernelSetup.Begin(settings), silent: true), InterruptGrace * 12);
        var reply = await request.RunAsync(_ => ValueTask.CompletedTask, cancellationToken);
        if (reply is not KernelDone)
        {
            throw new JupyterException(new FailedError("jupyter-kernel-setup", $"The kernel could not be prepared: {Explain(reply)}", "The server's kernel must be Python's ipykernel and see the files of the Jupyter Server."));
        }
    }

    /// <param name="onEntry">Called with what the code said, in its order, never concurrently.</param>
    /// <exception cref="JupyterException">The server stayed unreachable.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the code was interrupted.</exception>
    public Task<KernelReply> ExecuteAsync(string code, bool silent, TimeSpan timeout, Func<JournalEntry, ValueTask> onEntry, CancellationToken cancellationToken) =>
        new KernelRequest(this, Execute(code, silent), timeout).RunAsync(onEntry, cancellationToken);

    public static string Explain(KernelReply reply) => reply switch
    {
        KernelRaised raised => $"{raised.Name}: {raised.Message}",
        KernelTimedOut late => $"it was still running after {late.After.TotalSeconds:0.###} s.",
        KernelGone => "the kernel died.",
        _ => "it ended well.",
    };

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private KernelMessage Execute(string code, bool silent) => KernelMessage.Request(
        "execute_request",
        _ids.NewId().ToString("N"),
        _session,
        _time.GetUtcNow(),
        new JsonObject
        {
            ["code"] = code,
            ["silent"] = silent,
            ["store_history"] = !silent,
            ["user_expressions"] = new JsonObject(),
            ["allow_stdin"] = false,
            ["stop_on_error"] = true,
        });

    /// <summary>One request on its way: sent until the journal knows it, then followed to its end.</summary>
    private sealed class KernelRequest(KernelClient client, KernelMessage message, TimeSpan timeout)
    {
        private int _sentWith;
        private int _probedWith;
        private bool _known;
        private bool _idle;
        private KernelReply? _reply;
        private DateTimeOffset? _unreachableSince;
        private int _idlePolls;
        private KernelMessage? _probe;
        private int _unjournalledPolls;

        public async Task<KernelReply> RunAsync(Func<JournalEntry, ValueTask> onEntry, CancellationToken cancellationToken)
        {
            using var timer = new CancellationTokenSource(timeout, client._time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
            try
            {
                return await FollowAsync(onEntry, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                var responsive = await InterruptAsync(onEntry);
                cancellationToken.ThrowIfCancellationRequested();
                return new KernelTimedOut(timeout, responsive);
            }
        }

        private async Task<bool> InterruptAsync(Func<JournalEntry, ValueTask> onEntry)
        {
            using var grace = new CancellationTokenSource(InterruptGrace, client._time);
            try
            {
                await client._kernels.InterruptAsync(client._kernel, grace.Token);
                return await FollowAsync(onEntry, grace.Token) is not KernelGone;
            }
            catch (Exception e) when (e is JupyterException or OperationCanceledException)
            {
                return false;
            }
        }

        private async Task<KernelReply> FollowAsync(Func<JournalEntry, ValueTask> onEntry, CancellationToken cancellationToken)
        {
            while (true)
            {
                if (!_known && client._channel.Generation != _sentWith)
                {
                    _probedWith = _sentWith = await client._channel.SendAsync(message, cancellationToken);
                }

                var quiet = !await client._channel.NewsAsync(Poll, cancellationToken);
                var died = client._channel.KernelDied || client._gone() || (quiet && await DiedUnseenAsync(cancellationToken));
                await ReadAsync(onEntry, cancellationToken);
                if (_idle && _reply is not null)
                {
                    return _reply;
                }

                if (died)
                {
                    return new KernelGone();
                }

                if (!_known && client._channel.LastReply is { } reply && reply.ParentId == message.Id && Unjournalled(reply, quiet) is { } refused)
                {
                    return refused;
                }

                await Task.Delay(Breath, client._time, cancellationToken);
            }
        }

        private async Task ReadAsync(Func<JournalEntry, ValueTask> onEntry, CancellationToken cancellationToken)
        {
            foreach (var entry in await TryAsync(() => client._journal.ReadAsync(cancellationToken), []))
            {
                if (entry.Parent != message.Id)
                {
                    continue;
                }

                _known = true;
                switch (entry.Type)
                {
                    case "status":
                        _idle |= (string?)entry.Content["execution_state"] == "idle";
                        break;
                    case "execute_reply":
                        _reply = Reply(entry.Content);
                        break;
                    default:
                        await onEntry(entry);
                        break;
                }
            }
        }

        /// <summary>
        /// A kernel that was started anew while nobody was connected will never end the request. The state that the server has for it says little: requests on other channels
        /// make a busy kernel idle there, and one that died while busy stays busy. But only a kernel that is rid of the request answers another one.
        /// </summary>
        private async Task<bool> DiedUnseenAsync(CancellationToken cancellationToken)
        {
            var state = await TryAsync(() => client._kernels.StateAsync(client._kernel, cancellationToken), "unknown");
            if (state is null or "dead" || (_probe is { } probe && client._channel.LastReply?.ParentId == probe.Id))
            {
                return true;
            }

            _idlePolls = _known && state is "idle" or "starting" ? _idlePolls + 1 : 0;
            if (_known && (_idlePolls >= IdlePollsBeforeProbe || client._channel.Generation != _probedWith))
            {
                _idlePolls = 0;
                _probe ??= client.Execute("", silent: true);
                _probedWith = await client._channel.SendAsync(_probe, cancellationToken);
            }

            return false;
        }

        /// <summary>A kernel without a journal: it could not be prepared, or is not the one that was.</summary>
        private KernelReply? Unjournalled(KernelMessage reply, bool quiet)
        {
            if (Reply(reply.Content) is KernelRaised raised)
            {
                return raised;
            }

            _unjournalledPolls += quiet ? 1 : 0;
            return _unjournalledPolls < 5 ? null : new KernelRaised("NoJournal", "what the kernel writes does not appear among the Jupyter Server's files");
        }

        /// <summary>While the server cannot be reached the request goes on without being watched.</summary>
        private async Task<T> TryAsync<T>(Func<Task<T>> ask, T absent)
        {
            try
            {
                var answer = await ask();
                _unreachableSince = null;
                return answer;
            }
            catch (JupyterException e) when (e.Error.Code == "jupyter-unreachable")
            {
                _unreachableSince ??= client._time.GetUtcNow();
                if (client._time.GetUtcNow() - _unreachableSince > LongestOutage)
                {
                    throw;
                }

                return absent;
            }
        }

        private static KernelReply Reply(JsonObject content) => (string?)content["status"] == "ok"
            ? new KernelDone()
            : new KernelRaised((string?)content["ename"] ?? "Aborted", (string?)content["evalue"] ?? "the kernel aborted the request");
    }
}
