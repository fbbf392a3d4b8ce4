using System.Text.Json;

namespace Twinyard.Contracts.Fleet;

/// <summary>Sketches of what a device has seen since the one before, published with QoS 1 on <c>ty/v1/{device}/p</c>.</summary>
/// <param name="Seq">Counts up by one per profile, also over restarts.</param>
/// <param name="From">First row covered, microseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="To">Last row covered.</param>
/// <param name="Rows">Rows covered.</param>
/// <param name="Profile">Histograms in the format of the bundle's <c>profile.json</c>.</param>
public sealed record ProfileMessage(long Seq, long From, long To, long Rows, string Model, string Version, JsonElement Profile);
