using System.Net;
using System.Security.Cryptography;
using Twinyard.Agent.Bundles;
using Twinyard.Contracts.Fleet;
using Twinyard.Inference.Bundles;

namespace Twinyard.Agent.Tests.Bundles;

public sealed class HttpBundleSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-bundles-");
    private readonly FakeBundles _bundles = new();
    private readonly Answers _answers = new();
    private readonly HttpClient _http;
    private readonly HttpBundleSource _source;
    private readonly DesiredBundle _desired;

    public HttpBundleSourceTests()
    {
        using var archive = new MemoryStream();
        BundleWriter.Pack(_bundles.Write("one"), archive);
        _answers.Content = archive.ToArray();
        _desired = new DesiredBundle("rul", "1", Convert.ToHexStringLower(SHA256.HashData(_answers.Content)), "/api/v1/models/rul/versions/1/bundle");
        _http = new HttpClient(_answers) { BaseAddress = new Uri("http://server.test") };
        _source = new HttpBundleSource(_http, "secret", _folder.FullName);
    }

    [Fact]
    public async Task Open_Twice_DownloadsOnceWithTheDevicesCredential()
    {
        (await OpenAsync()).Dispose();
        (await OpenAsync()).Dispose();

        _answers.Asked.ShouldBe(["Bearer secret http://server.test/api/v1/models/rul/versions/1/bundle"]);
    }

    [Fact]
    public async Task Open_KeptArchiveIsDamaged_IsDownloadedAgain()
    {
        (await OpenAsync()).Dispose();
        File.WriteAllBytes(_folder.GetFiles().Single().FullName, [1, 2, 3]);

        (await OpenAsync()).Dispose();

        _answers.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Open_OtherContentThanAnnounced_IsRefusedForGoodAndNotKept()
    {
        _answers.Content = [1, 2, 3];

        (await Should.ThrowAsync<BundleFailedException>(OpenAsync)).IsTransient.ShouldBeFalse();

        _folder.GetFiles().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.RequestTimeout, true)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.Forbidden, false)]
    public async Task Open_ServerRefuses_IsTriedAgainWhereThatCanHelp(HttpStatusCode status, bool isTransient)
    {
        _answers.Status = status;

        (await Should.ThrowAsync<BundleFailedException>(OpenAsync)).IsTransient.ShouldBe(isTransient);
    }

    [Fact]
    public async Task Open_FolderCannotBeMade_FailsAsABundleDoes()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        var source = new HttpBundleSource(_http, "secret", Path.Combine(file, "bundles"));

        (await Should.ThrowAsync<BundleFailedException>(() => source.OpenAsync(_desired, CancellationToken.None))).IsTransient.ShouldBeTrue();
    }

    public void Dispose()
    {
        _http.Dispose();
        _bundles.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task<BundleLease> OpenAsync() => _source.OpenAsync(_desired, CancellationToken.None);

    /// <summary>Answers every request alike and remembers what was asked.</summary>
    private sealed class Answers : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public byte[] Content { get; set; } = [];

        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add($"{request.Headers.Authorization} {request.RequestUri}");
            return Task.FromResult(new HttpResponseMessage(Status) { Content = new ByteArrayContent(Content) });
        }
    }
}
