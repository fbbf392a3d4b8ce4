using System.Formats.Tar;
using System.IO.Compression;
using CsCheck;
using Twinyard.Inference.Bundles;
using Twinyard.TestKit.Onnx;

namespace Twinyard.Inference.Tests.Bundles;

public sealed class ModelBundleTests
{
    [Fact]
    public void Open_Folder_KeepsEverythingThatWasWritten()
    {
        using var tiny = new TinyBundle();

        using var bundle = ModelBundle.Open(tiny.Folder);

        bundle.Manifest.Model.Sha256.Length.ShouldBe(64);
        bundle.Manifest.Prediction.ShouldBe(TinyBundle.Manifest.Prediction);
        bundle.Manifest.Columns.ShouldBe(TinyBundle.Manifest.Columns);
        bundle.Manifest.Decisions.ShouldBe(TinyBundle.Manifest.Decisions);
        bundle.Manifest.Features.Statistics.ShouldBe(TinyBundle.Manifest.Features.Statistics);
        bundle.Profile.Columns.Select(column => column.Count).ShouldBe([200, 200]);
    }

    [Theory, InlineData("zip"), InlineData("tar"), InlineData("tar.gz")]
    public void Open_Archive_GivesTheSameBundle(string kind)
    {
        using var tiny = new TinyBundle();
        var path = tiny.PathOf($"../{Path.GetFileName(tiny.Folder)}.{kind}");
        Pack(tiny.Folder, path, kind);
        try
        {
            using var bundle = ModelBundle.Open(path);
            bundle.Manifest.Name.ShouldBe("tiny");
            using var pipeline = bundle.CreatePipeline();
            pipeline.Observe("x", 1, [10, 20]).Prediction.ShouldBe(30);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Pack_Twice_GivesTheSameBytes()
    {
        using var tiny = new TinyBundle();
        using var again = new TinyBundle();

        Packed(tiny.Folder).ShouldBe(Packed(again.Folder));
    }

    [Fact]
    public void Open_NetworkOfAnotherWidth_SaysWhatThePipelineMakes()
    {
        using var tiny = new TinyBundle(onnx: TinyOnnx.Linear([1, 2, 3], 0));

        var refused = Should.Throw<BundleException>(() => ModelBundle.Open(tiny.Folder));

        refused.File.ShouldBe("model.onnx");
        refused.Message.ShouldContain("[any, 3]");
        refused.Message.ShouldContain("8 features (2 columns × 4 statistics)");
        refused.Remedy.ShouldNotBeEmpty();
    }

    [Theory, InlineData("input", "features", "rows"), InlineData("output", "prediction", "answer")]
    public void Open_NamesTheNetworkDoesNotHave_ListsThoseItHas(string kind, string right, string wrong)
    {
        using var tiny = new TinyBundle(onnx: kind == "input" ? TinyOnnx.Linear(new float[8], 0, input: wrong) : TinyOnnx.Linear(new float[8], 0, output: wrong));

        var refused = Should.Throw<BundleException>(() => ModelBundle.Open(tiny.Folder));

        refused.Problem.ShouldBe($"The network has no {kind} {right}; it has {wrong}.");
    }

    [Fact]
    public void Open_NetworkWasExchanged_NamesBothHashes()
    {
        using var tiny = new TinyBundle();
        File.WriteAllBytes(tiny.PathOf("model.onnx"), TinyOnnx.Linear(new float[8], 1));

        Should.Throw<BundleException>(() => ModelBundle.Open(tiny.Folder)).Problem.ShouldContain("SHA-256");
    }

    [Fact]
    public void Open_NetworkIsNoOnnx_SaysSo()
    {
        using var tiny = new TinyBundle(onnx: "not a network"u8.ToArray());

        Should.Throw<BundleException>(() => ModelBundle.Open(tiny.Folder)).Problem.ShouldContain("ONNX Runtime cannot load it");
    }

    [Fact]
    public void Open_NetworkThatGivesNoTensor_IsRefused()
    {
        using var tiny = new TinyBundle(onnx: TinyOnnx.Sequence(8));

        Should.Throw<BundleException>(() => ModelBundle.Open(tiny.Folder)).Problem.ShouldContain("gives no tensor");
    }

    [Theory, InlineData("model.onnx"), InlineData("profile.json"), InlineData("bundle.yaml")]
    public void Open_FileIsMissing_NamesIt(string file)
    {
        using var tiny = new TinyBundle();
        File.Delete(tiny.PathOf(file));

        Should.Throw<BundleException>(() => ModelBundle.Open(tiny.Folder)).File.ShouldBe(file);
    }

    [Fact]
    public void Open_NothingThere_SaysSo() =>
        Should.Throw<BundleException>(() => ModelBundle.Open("/nowhere/bundle.zip")).Problem.ShouldBe("There is no bundle here.");

    [Theory, InlineData(0), InlineData(1), InlineData(40), InlineData(400)]
    public void Open_TornArchive_IsRefusedAsDamaged(int length)
    {
        using var tiny = new TinyBundle();
        using var torn = new MemoryStream(Packed(tiny.Folder)[..length]);

        Should.Throw<BundleException>(() => ModelBundle.Open(torn, "bundle.zip"));
    }

    [Theory, InlineData("zip"), InlineData("tar"), InlineData("tar.gz")]
    public void Open_AnyByteChanged_OpensOrIsRefusedButNeverFailsOtherwise(string kind)
    {
        using var tiny = new TinyBundle();
        using var packed = new MemoryStream();
        Pack(tiny.Folder, packed, kind);
        var good = packed.ToArray();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[1, 12].Sample(
            changes =>
            {
                var changed = good.ToArray();
                foreach (var (at, value) in changes)
                {
                    changed[at] = value;
                }

                using var stream = new MemoryStream(changed);
                try
                {
                    ModelBundle.Open(stream, "bundle").Dispose();
                }
                catch (BundleException)
                {
                    // The only way in which a damaged archive may end.
                }
            },
            iter: 300);
    }

    [Theory]
    [InlineData("\"rows\":200,\"columns\":[", "\"rows\":200,\"columns\":[null,")]
    [InlineData("\"counts\":[[", "\"counts\":[null,[")]
    [InlineData("\"counts\":[0,", "\"counts\":[-1,")]
    public void Open_ProfileWithHolesOrNegativeCounts_IsRefused(string right, string wrong)
    {
        using var tiny = new TinyBundle();
        tiny.Edit("profile.json", right, wrong);

        Should.Throw<BundleException>(() => ModelBundle.Open(tiny.Folder)).File.ShouldBe("profile.json");
    }

    [Fact]
    public void Open_ProfileOfOtherColumns_IsRefused()
    {
        using var tiny = new TinyBundle();
        tiny.Edit("profile.json", "\"name\":\"a\"", "\"name\":\"z\"");

        Should.Throw<BundleException>(() => ModelBundle.Open(tiny.Folder)).File.ShouldBe("profile.json");
    }

    [Fact]
    public void Open_ProfileIsNoProfile_SaysWhere()
    {
        using var tiny = new TinyBundle();
        File.WriteAllText(tiny.PathOf("profile.json"), """{"rows": 3}""");

        Should.Throw<BundleException>(() => ModelBundle.Open(tiny.Folder)).Problem.ShouldContain("not a reference profile");
    }

    private static byte[] Packed(string folder)
    {
        using var stream = new MemoryStream();
        BundleWriter.Pack(folder, stream);
        return stream.ToArray();
    }

    private static void Pack(string folder, string path, string kind)
    {
        using var file = File.Create(path);
        Pack(folder, file, kind);
    }

    private static void Pack(string folder, Stream file, string kind)
    {
        switch (kind)
        {
            case "zip":
                BundleWriter.Pack(folder, file);
                break;
            case "tar":
                TarFile.CreateFromDirectory(folder, file, includeBaseDirectory: false);
                break;
            default:
                using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
                {
                    TarFile.CreateFromDirectory(folder, gzip, includeBaseDirectory: false);
                }

                break;
        }
    }
}
