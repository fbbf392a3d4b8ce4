using System.Text.RegularExpressions;
using Twinyard.Platform.Results;

namespace Twinyard.Fleet.Devices;

internal static partial class DeviceId
{
    public static Result<Done> Check(string id) => Pattern().IsMatch(id)
        ? Done.Value
        : new InvalidError("device-id-invalid", $"'{id}' is no device id.", "Use 1 to 64 of a–z, A–Z, 0–9, '-', '_' and '.', beginning with a letter or digit.");

    // It is part of MQTT topics and policy resources: no '/', '+', '#', '*', '?' and no ':' (which separates it in client ids).
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
