namespace Twinyard.Fleet.Broker;

internal interface IConnectionCloser
{
    /// <summary>Tells the client that its credential counts no more, and closes. Does nothing where it is not connected here.</summary>
    Task CloseAsync(string client);
}
