using Microsoft.AspNetCore.Http;
using Twinyard.Access;
using Twinyard.Events.Endpoints;
using Twinyard.Events.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;

namespace Twinyard.Events.Tests.Endpoints;

public sealed class EventEndpointsTests
{
    [Theory, EveryDatabase]
    public async Task PutAsync_ByARun_TheEventNamesTheRunFirst(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        var body = new PutEvent("plant", "part.made", [], ["tyr:dev:workflows:run/another"]);

        await PutAsync(test, body, new Principal(Principal.Run, "r1", "evaluator"));
        await PutAsync(test, body, new Principal(Principal.User, "alice", "developer"));

        var events = (await test.History.ListAsync(null, null, default, EventsTest.None)).Items;
        events[1].Resources.ShouldBe(["tyr:dev:workflows:run/r1", "tyr:dev:workflows:run/another"]);
        events[0].Resources.ShouldBe(["tyr:dev:workflows:run/another"]);
    }

    private static Task PutAsync(EventsTest test, PutEvent body, Principal principal)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(principal);
        return EventEndpoints.PutAsync(body, context, test.Bus, test.Get<IServerAddress>(), EventsTest.None);
    }
}
