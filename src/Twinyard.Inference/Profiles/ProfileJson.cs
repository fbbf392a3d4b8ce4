using System.Text.Json.Serialization;

namespace Twinyard.Inference.Profiles;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ReferenceProfile))]
internal sealed partial class ProfileJson : JsonSerializerContext;
