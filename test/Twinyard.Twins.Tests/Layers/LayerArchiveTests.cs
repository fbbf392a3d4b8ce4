using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Twinyard.Platform.Results;
using Twinyard.Twins.Layers;

namespace Twinyard.Twins.Tests.Layers;

/// <summary>Archives that somebody made with bad intent, or that a cable damaged.</summary>
public sealed class LayerArchiveTests : IDisposable
{
    private const int SymbolicLink = 0xA000;
    private const int Device = 0x2000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-layer-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a\\..\\b")]
    [InlineData("C:a")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public async Task Unpack_PathThatLeadsOutOrIsNone_IsRefused(string path)
    {
        var refused = (await UnpackAsync(LayersFixture.Zip((path, "x")))).Error.ShouldBeOfType<InvalidError>();

        refused.Code.ShouldBe("layer-path-invalid");
        refused.Message.Any(char.IsControl).ShouldBeFalse();
        Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SymbolicLink)]
    [InlineData(Device)]
    public async Task Unpack_EntryIsNoFile_IsRefused(int type) => (await UnpackAsync(Zip(archive =>
    {
        var entry = archive.CreateEntry("link");
        entry.ExternalAttributes = (type | 0x1FF) << 16;
        using var content = entry.Open();
        content.Write("/etc/passwd"u8);
    }))).Error.ShouldBeOfType<InvalidError>().Message.ShouldContain("link or a device");

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "a/b")]
    [InlineData("a/b", "a")]
    public async Task Unpack_TwoEntriesForOneFile_IsRefused(string first, string second) =>
        (await UnpackAsync(LayersFixture.Zip((first, "1"), (second, "2")))).Error.ShouldBeOfType<InvalidError>().Message.ShouldContain("twice");

    [Fact]
    public async Task Unpack_SaysASmallerSizeThanItHas_IsNotLetGrow()
    {
        var zip = LayersFixture.Zip(("zeros", new string('0', 1_000_000)));
        // The uncompressed size, in the directory at the end.
        var directory = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(directory + 24), 10);

        var outcome = await UnpackAsync(zip, 100_000);

        // Refused, or cut to what it says; what lies there is never more than what was allowed.
        var lies = _folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        lies.ShouldBeLessThanOrEqualTo(100_000);
        (outcome.IsOk ? outcome.Value.Size : lies).ShouldBe(lies);
    }

    [Fact]
    public async Task Unpack_MoreFilesThanAllowed_IsRefused() => (await UnpackAsync(Zip(archive =>
    {
        for (var i = 0; i <= LayerBounds.Files; i++)
        {
            archive.CreateEntry($"{i}", CompressionLevel.NoCompression);
        }
    }))).Error.ShouldBeOfType<LimitError>().Code.ShouldBe("layer-too-many-files");

    [Fact]
    public async Task Unpack_NoFiles_IsRefused() => (await UnpackAsync(Zip(archive => archive.CreateEntry("folder/")))).Error.ShouldNotBeNull().Code.ShouldBe("layer-empty");

    [Fact]
    public async Task Unpack_AnyBytes_IsAnErrorAndNothingElse() => await Gen.Byte.Array[0, 400].SampleAsync(async bytes =>
    {
        (await UnpackAsync(bytes)).Error.ShouldBeOfType<InvalidError>().Code.ShouldBe("layer-not-zip");
    }, iter: 200);

    [Fact]
    public async Task Unpack_OneByteIsAnother_IsAnErrorOrALayerWithPathsInside()
    {
        var good = LayersFixture.Zip(("python/a.py", "print(1)"), ("lib/b.dll", "MZ"));
        await Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).SampleAsync(async (place, value) =>
        {
            var damaged = good.ToArray();
            damaged[place] = value;
            _folder.Delete(recursive: true);
            _folder.Create();

            var outcome = await UnpackAsync(damaged);

            (outcome.IsOk ? outcome.Value.Files.All(file => LayerPath.Problem(file.Path) is null) : outcome.Error is InvalidError or LimitError).ShouldBeTrue($"{place} {value} {outcome.Error}");
        }, iter: 400, threads: 1);
    }

    [Fact]
    public async Task Listing_OfWhatWasUnpacked_IsTheSameAndParsesToItself()
    {
        var listing = (await UnpackAsync(LayersFixture.Zip(("b c/d e.txt", "x"), ("!bin/tool", "y"), ("ü", "z")))).Value;

        (await LayerListing.OfAsync(_folder.FullName, CancellationToken.None)).Text.ShouldBe(listing.Text);
        LayerListing.Parse(listing.Text).Hash.ShouldBe(listing.Hash);
    }

    private Task<Result<LayerListing>> UnpackAsync(byte[] content, long most = 10_000_000) =>
        LayerArchive.UnpackAsync(new MemoryStream(content), _folder.FullName, new LayerBounds(most), CancellationToken.None);

    private static byte[] Zip(Action<ZipArchive> fill)
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            fill(archive);
        }

        return bytes.ToArray();
    }
}
