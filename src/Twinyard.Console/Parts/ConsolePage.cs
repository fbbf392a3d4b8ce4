using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;
using Twinyard.Access.Http;
using Twinyard.WebConsole.Access;
using Twinyard.Platform.Results;

namespace Twinyard.WebConsole.Parts;

/// <summary>
/// A page that asks whether it may be read, reads, and reads again while it is open. A refusal or a missing thing becomes
/// its <see cref="State"/>, which <see cref="PageFrame"/> shows; a failing read keeps what was there and is tried again.
/// </summary>
public abstract partial class ConsolePage : LivePart
{
    private RequiredAction? _read;

    [Inject] internal ConsoleAccess Access { get; set; } = null!; // set by the framework before any lifecycle method

    [Inject] internal TimeProvider Time { get; set; } = null!; // as above

    [Inject] internal ILoggerFactory Logs { get; set; } = null!; // as above

    /// <summary>What a reader must be allowed to do; the same action that guards the HTTP endpoint of the same content.</summary>
    protected abstract RequiredAction Needs { get; }

    /// <summary>How often an open page reads again.</summary>
    protected virtual TimeSpan Interval => TimeSpan.FromSeconds(2);

    internal PageState State { get; private set; } = PageState.Loading;

    /// <summary>Reads everything the page shows.</summary>
    /// <returns>Null when all is there, otherwise why not.</returns>
    protected abstract Task<Error?> LoadAsync(CancellationToken cancellationToken);

    protected override async Task OnParametersSetAsync()
    {
        // Another filter or page of the same thing replaces the old one when it is there; another thing starts empty.
        if (Needs != _read)
        {
            (State, _read) = (PageState.Loading, Needs);
        }

        await RefreshAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await KeepFreshAsync();
        }
    }

    /// <summary>Reads now, after an action of the reader.</summary>
    protected async Task RefreshAsync()
    {
        try
        {
            State = PageState.Of(await Access.RefusalAsync(Needs, Closed) ?? await LoadAsync(Closed));
        }
        catch (OperationCanceledException) when (Closed.IsCancellationRequested)
        {
            // The page was left while it was reading.
        }
    }

    private async Task KeepFreshAsync()
    {
        using var timer = new PeriodicTimer(Interval, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(Closed))
            {
                await TryRefreshAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task TryRefreshAsync()
    {
        try
        {
            await RefreshAsync();
            StateHasChanged();
        }
#pragma warning disable CA1031 // Whatever broke the read, the open page keeps what it shows and tries again at the next tick.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogRefreshFailed(Logs.CreateLogger(GetType()), GetType().Name, e);
        }
    }
}
