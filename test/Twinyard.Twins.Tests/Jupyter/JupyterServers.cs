namespace Twinyard.Twins.Tests.Jupyter;

/// <summary>One server for all tests of a class.</summary>
public sealed class JupyterServers : IAsyncLifetime
{
    private RealJupyter? _server;

    internal RealJupyter Server
    {
        get
        {
            RealJupyter.Required();
            return _server ?? throw new InvalidOperationException("The server has not started.");
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            _server = await RealJupyter.StartAsync();
        }
        catch (Exception e) when (e.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal))
        {
            // Each test says so itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
