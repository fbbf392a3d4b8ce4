using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Twinyard.Chaos;

/// <summary>What happens to an attempt follows from its name, so that every process says the same and nothing has to be passed on.</summary>
internal static class Chance
{
    /// <returns>From 0 up to 1, the same for the same two texts.</returns>
    public static double Of(string stamp, string question) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{question} {stamp}"))) / (double)(1L << 32);
}
