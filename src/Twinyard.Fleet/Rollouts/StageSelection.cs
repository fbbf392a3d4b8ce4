using System.Security.Cryptography;
using System.Text;

namespace Twinyard.Fleet.Rollouts;

/// <summary>
/// Which devices a stage takes: they are ordered by the SHA-256 of rollout and device id, and a stage of p percent takes the
/// first ⌈p % of n⌉. Every node comes to the same answer, a later stage contains the earlier ones, and no device is always first.
/// </summary>
internal static class StageSelection
{
    public static IReadOnlyList<string> Take(string rollout, IEnumerable<string> devices, long percent)
    {
        var ordered = devices
            .Select(device => (Device: device, Hash: Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{rollout}/{device}")))))
            .OrderBy(entry => entry.Hash, StringComparer.Ordinal)
            .Select(entry => entry.Device)
            .ToList();
        return ordered[..CountOf(ordered.Count, percent)];
    }

    public static int CountOf(int devices, long percent) => (int)(((devices * percent) + 99) / 100);
}
