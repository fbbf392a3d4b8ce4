using Twinyard.Contracts.Fleet;

namespace Twinyard.Fleet.Broker;

/// <summary>The way from the fleet's state to the devices; a seam for tests of rollouts without a broker.</summary>
internal interface IShadowSender
{
    /// <summary>Keeps the shadow for the device until the next one, and sends it when the device is connected. Call after it is stored.</summary>
    Task SendAsync(string device, DesiredShadow shadow, CancellationToken cancellationToken);

    /// <summary>Closes the device's connections and drops its shadow.</summary>
    Task ForgetAsync(string device, CancellationToken cancellationToken);
}
