using Twinyard.Access;

namespace Twinyard.Fleet.Broker;

/// <param name="Id">MQTT's client id.</param>
/// <param name="Principal">The device, with the credential that it connected with.</param>
internal sealed record ConnectedClient(string Id, Principal Principal);
