using System.IO.Compression;
using System.Text;
using Twinyard.Sdk.Outputs;
using Twinyard.Sdk.Server;

namespace Twinyard.Sdk.Buckets;

/// <summary>A bucket: reads see what is there now; puts take effect when the script has ended well.</summary>
public sealed class BucketAccess
{
    private readonly ServerClient _server;
    private readonly OutputFolder _output;

    internal BucketAccess(ServerClient server, OutputFolder output, string name)
    {
        _server = server;
        _output = output;
        Name = name;
    }

    public string Name { get; }

    private string Path => $"buckets/{Uri.EscapeDataString(Name)}/objects";

    /// <summary>Objects whose key begins with the prefix, by key.</summary>
    public IReadOnlyList<BucketObject> List(string prefix = "") =>
        [.. _server.GetPages($"{Path}?prefix={Uri.EscapeDataString(prefix)}")
            .Select(item => new BucketObject(Name, (string)item["key"]!, (string)item["version"]!, (long)item["size"]!))]; // All three are always there.

    /// <returns>Null when there is no such object.</returns>
    public BucketObject? Find(string key) => List(key).FirstOrDefault(found => found.Key == key);

    /// <summary>A file with the object's content, downloaded to the run's temporary folder.</summary>
    /// <param name="version">The newest when null.</param>
    public string Download(string key, string? version = null)
    {
        var file = System.IO.Path.Combine(Directory.CreateTempSubdirectory("object-").FullName, System.IO.Path.GetFileName(key));
        using var response = _server.Get(ObjectPath(key, version));
        using var content = response.Content.ReadAsStream();
        using var target = File.Create(file);
        content.CopyTo(target);
        return file;
    }

    /// <inheritdoc cref="Download"/>
    /// <returns>The content. Where the key ends with <c>.gz</c> it is unpacked on the way.</returns>
    public byte[] Read(string key, string? version = null)
    {
        using var response = _server.Get(ObjectPath(key, version));
        using var content = response.Content.ReadAsStream();
        using var unpacked = key.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(content, CompressionMode.Decompress) : null;
        using var memory = new MemoryStream();
        (unpacked ?? content).CopyTo(memory);
        return memory.ToArray();
    }

    /// <inheritdoc cref="Read"/>
    public string ReadText(string key, string? version = null) => Encoding.UTF8.GetString(Read(key, version));

    public void Put(string key, byte[] content) => _output.Write($"objects/{Name}/{key}", content);

    public void Put(string key, string content) => Put(key, Encoding.UTF8.GetBytes(content));

    private string ObjectPath(string key, string? version)
    {
        var escaped = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
        return version is null ? $"{Path}/{escaped}" : $"{Path}/{escaped}?version={Uri.EscapeDataString(version)}";
    }
}
