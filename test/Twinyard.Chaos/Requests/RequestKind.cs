namespace Twinyard.Chaos.Requests;

internal enum RequestKind
{
    /// <summary>An event put on the bus.</summary>
    Event,

    /// <summary>A run started by hand.</summary>
    Start,

    /// <summary>A delivery to a webhook, sent again until it is acknowledged.</summary>
    Delivery,
}
