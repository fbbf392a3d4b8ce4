using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Twinyard.Inference.Profiles;

namespace Twinyard.Inference.Bundles;

/// <summary>Makes bundles. Equal contents give equal bytes, so a bundle's hash names what is in it.</summary>
public static class BundleWriter
{
    /// <summary>The first moment a zip archive can name; every entry carries it, so that time does not change the bytes.</summary>
    private static readonly DateTimeOffset ZipEpoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a bundle's folder. The manifest's hash of the network is computed here; what was given is ignored.</summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <returns>The manifest as written.</returns>
    public static BundleManifest WriteFolder(string folder, BundleManifest manifest, ReadOnlySpan<byte> onnx, ReferenceProfile profile)
    {
        var written = manifest with { Model = manifest.Model with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx)) } };
        var yaml = Encoding.UTF8.GetBytes(BundleManifestText.Of(written));
        BundleManifestReader.Read(yaml);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, written.Model.File), onnx);
        File.WriteAllBytes(Path.Combine(folder, written.Profile), profile.ToJson());
        File.WriteAllBytes(Path.Combine(folder, BundleManifest.FileName), yaml);
        return written;
    }

    /// <summary>Packs a bundle's three files, and nothing else that lies in the folder, into a zip archive.</summary>
    /// <exception cref="BundleException">The folder holds no bundle.</exception>
    public static void Pack(string folder, Stream archive)
    {
        var files = BundleFiles.Load(folder);
        var yaml = files.Get(BundleManifest.FileName);
        var manifest = BundleManifestReader.Read(yaml);
        using var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, content) in new[] { (BundleManifest.FileName, yaml), (manifest.Model.File, files.Get(manifest.Model.File)), (manifest.Profile, files.Get(manifest.Profile)) })
        {
            var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
            entry.LastWriteTime = ZipEpoch;
            entry.ExternalAttributes = 0;
            using var stream = entry.Open();
            stream.Write(content);
        }
    }
}
