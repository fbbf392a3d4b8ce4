using Twinyard.Access.Roles;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.SignIn;

public sealed class SignInLinksTests
{
    private static readonly Principal Bob = new(Principal.User, "bob", Role.Reviewer);

    [Theory, EveryDatabase]
    public async Task RedeemAsync_Twice_TheSecondIsRefused(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var links = test.Get<ISignInLinks>();
        var ticket = Ticket(await links.CreateAsync(Bob, null, AccessTest.None));

        var session = await links.RedeemAsync(ticket, AccessTest.None);
        var again = await links.RedeemAsync(ticket, AccessTest.None);

        ((await test.Get<ITokens>().AuthenticateAsync(session.Value.Secret, AccessTest.None)).Value with { Credential = null }).ShouldBe(Bob);
        session.Value.ExpiresAt.ShouldBe(test.Time.GetUtcNow() + TimeSpan.FromHours(12));
        again.Error?.Code.ShouldBe("sign-in-link-ended");
    }

    [Theory, EveryDatabase]
    public async Task RedeemAsync_AfterTenMinutes_IsRefused(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var links = test.Get<ISignInLinks>();
        var link = await links.CreateAsync(Bob, "/runs/1?tab=log", AccessTest.None);
        link.Url.ShouldStartWith("http://127.0.0.1:7171/signin?ticket=");
        link.Url.ShouldEndWith("&next=%2Fruns%2F1%3Ftab%3Dlog");

        test.Time.Advance(TimeSpan.FromMinutes(10));

        (await links.RedeemAsync(Ticket(link), AccessTest.None)).Error?.Code.ShouldBe("sign-in-link-ended");
    }

    private static string Ticket(SignInLink link) => link.Url.Split("ticket=")[1].Split('&')[0];
}
