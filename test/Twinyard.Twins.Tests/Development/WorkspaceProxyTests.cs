using Microsoft.AspNetCore.Http;
using Twinyard.Twins.Development;
using Yarp.ReverseProxy.Forwarder;

namespace Twinyard.Twins.Tests.Development;

public sealed class WorkspaceProxyTests
{
    [Fact]
    public async Task Forward_KeepsTheBrowsersSessionAndOriginToItself()
    {
        var forwarder = new SeenForwarder();
        using var proxy = new WorkspaceProxy(forwarder);
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = "/jupyter/lab";
        context.Request.QueryString = new QueryString("?reset");
        context.Request.Host = new HostString("plant.example");
        context.Request.Headers.Cookie = "twinyard-plant=ty_1_secret; _xsrf=2|a; username-1=alice";
        context.Request.Headers.Origin = "https://plant.example";
        context.Request.Headers.Referer = "https://plant.example/runs";
        context.Request.Headers.Authorization = "Bearer ty_1_secret";

        await proxy.ForwardAsync(context, new Uri("http://127.0.0.1:8899/jupyter/"), "t0ken");

        var sent = forwarder.Sent.ShouldNotBeNull();
        sent.RequestUri.ShouldBe(new Uri("http://127.0.0.1:8899/jupyter/lab?reset"));
        sent.Headers.ToString().ShouldNotContain("secret");
        sent.Headers.ToString().ShouldNotContain("plant.example");
        sent.Headers.GetValues("Authorization").ShouldBe(["token t0ken"]);
        sent.Headers.GetValues("Cookie").ShouldBe(["_xsrf=2|a; username-1=alice"]);
    }

    private sealed class SeenForwarder : IHttpForwarder
    {
        public HttpRequestMessage? Sent { get; private set; }

        public async ValueTask<ForwarderError> SendAsync(HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer)
        {
            Sent = new HttpRequestMessage();
            foreach (var header in context.Request.Headers)
            {
                Sent.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable());
            }

            await transformer.TransformRequestAsync(context, Sent, destinationPrefix, CancellationToken.None);
            Sent.RequestUri ??= RequestUtilities.MakeDestinationAddress(destinationPrefix, context.Request.Path, context.Request.QueryString);
            return ForwarderError.None;
        }
    }
}
