using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twinyard.Contracts.Fleet;

/// <summary>JSON of everything that travels between devices and the server, without reflection so that the native agent can use it.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TelemetryMessage))]
[JsonSerializable(typeof(DecisionMessage))]
[JsonSerializable(typeof(ProfileMessage))]
[JsonSerializable(typeof(DesiredShadow))]
[JsonSerializable(typeof(DesiredBundle))]
[JsonSerializable(typeof(ReportedShadow))]
[JsonSerializable(typeof(IssueCertificateRequest))]
[JsonSerializable(typeof(IssuedCertificate))]
public sealed partial class FleetMessages : JsonSerializerContext;
