using System.Text.Json;
using System.Text.Json.Serialization;
using Twinyard.Agent.Devices;
using Twinyard.Agent.Sources;

namespace Twinyard.Agent;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SourceRow))]
[JsonSerializable(typeof(AgentConfiguration))]
[JsonSerializable(typeof(SettledShadow))]
[JsonSerializable(typeof(DeviceCredential))]
internal sealed partial class AgentJson : JsonSerializerContext;
