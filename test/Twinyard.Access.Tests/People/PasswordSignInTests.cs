using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Twinyard.Access.People;
using Twinyard.Access.Roles;
using Twinyard.Access.Sessions;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.People;

public sealed class PasswordSignInTests
{
    private const string Right = "correct horse battery";
    private const string Wrong = "incorrect horse battery";
    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.2");

    [Theory, EveryDatabase]
    public async Task SignIn_WithTheRightPassword_GivesTheRoleForTwelveHours(DatabaseEngine engine)
    {
        await using var test = await StartAsync(engine);

        var signedIn = (await SignInAsync(test, "alice", Right)).Value;

        (signedIn.Token.ExpiresAt - test.Time.GetUtcNow()).ShouldBe(TimeSpan.FromHours(12));
        var principal = (await test.Get<ITokens>().AuthenticateAsync(signedIn.Token.Secret, AccessTest.None)).Value;
        (principal.Kind, principal.Name, principal.Role, principal.Token).ShouldBe(("user", "alice", Role.Developer, null));
    }

    [Theory]
    [InlineData("alice", Wrong)]
    [InlineData("alice", "")]
    [InlineData("alice", null)]
    [InlineData("Alice", Right)]
    [InlineData("bob", Right)]
    [InlineData("", Right)]
    [InlineData(null, Right)]
    [InlineData("alice@dev", Right)]
    [InlineData("alice' OR 1=1 --", Right)]
    public async Task SignIn_WithAnythingElse_IsRefusedInTheSameWords(string? name, string? password)
    {
        await using var test = await StartAsync();

        (await SignInAsync(test, name, password)).Error.ShouldNotBeNull().Code.ShouldBe("sign-in-refused");
        (await SignInAsync(test, "alice", new string('x', 1_000_000))).Error.ShouldNotBeNull().Message.ShouldBe((await SignInAsync(test, name, password)).Error!.Message);
    }

    [Theory, EveryDatabase]
    public async Task SignIn_AfterFiveFailures_WaitsTwiceAsLongEachTime_FromThereAlone(DatabaseEngine engine)
    {
        await using var test = await StartAsync(engine);
        for (var i = 0; i < SignInThrottle.FreeOfPair; i++)
        {
            (await SignInAsync(test, "alice", Wrong)).Error.ShouldBeOfType<UnauthenticatedError>();
        }

        // The right one neither, while it waits.
        (await SignInAsync(test, "alice", Right)).Error.ShouldBeOfType<WaitError>().After.ShouldBe(TimeSpan.FromSeconds(1));
        (await SignInAsync(test, "alice", Right, Elsewhere)).IsOk.ShouldBeTrue();
        var waits = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            var wait = (await SignInAsync(test, "alice", Wrong)).Error.ShouldBeOfType<WaitError>().After;
            waits.Add(wait.TotalSeconds);
            test.Time.Advance(wait - TimeSpan.FromMilliseconds(1));
            (await SignInAsync(test, "alice", Right)).Error.ShouldBeOfType<WaitError>();
            test.Time.Advance(TimeSpan.FromMilliseconds(1));
            (await SignInAsync(test, "alice", Wrong)).Error.ShouldBeOfType<UnauthenticatedError>();
        }

        waits.ShouldBe([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        test.Time.Advance(SignInThrottle.LongestWait);
        (await SignInAsync(test, "alice", Right)).IsOk.ShouldBeTrue();
        (await SignInAsync(test, "alice", Wrong)).Error.ShouldBeOfType<UnauthenticatedError>("What failed before is forgotten.");
    }

    [Theory, EveryDatabase]
    public async Task SignIn_ManyAtOnce_AreCountedOneByOne(DatabaseEngine engine)
    {
        await using var test = await StartAsync(engine);

        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => SignInAsync(test, "alice", Wrong))));

        tries.Count(result => result.Error is UnauthenticatedError).ShouldBe(SignInThrottle.FreeOfPair);
        tries.Count(result => result.Error is WaitError).ShouldBe(20 - SignInThrottle.FreeOfPair);
    }

    [Fact]
    public async Task Throttle_CountsAnAddressOverAllNames_AndAPersonOverAllAddresses()
    {
        await using var test = await StartAsync();
        var throttle = test.Get<SignInThrottle>();

        for (var i = 0; i < SignInThrottle.FreeOfAddress; i++)
        {
            (await throttle.BeginAsync($"name{i}", Home, AccessTest.None)).IsOk.ShouldBeTrue();
        }

        (await throttle.BeginAsync("another", Home, AccessTest.None)).Error.ShouldBeOfType<WaitError>();
        for (var i = 0; i < SignInThrottle.FreeOfPerson; i++)
        {
            (await throttle.BeginAsync("alice", new IPAddress([198, 51, 100, (byte)i]), AccessTest.None)).IsOk.ShouldBeTrue();
        }

        (await throttle.BeginAsync("alice", IPAddress.Parse("203.0.113.9"), AccessTest.None)).Error.ShouldBeOfType<WaitError>();
        (await throttle.BeginAsync("bob", IPAddress.Parse("203.0.113.9"), AccessTest.None)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Throttle_TakesAnIpv6NetworkForOneAddress()
    {
        await using var test = await StartAsync();
        var throttle = test.Get<SignInThrottle>();
        for (var i = 0; i < SignInThrottle.FreeOfPair; i++)
        {
            (await throttle.BeginAsync("alice", IPAddress.Parse($"2001:db8:1:2::{i}"), AccessTest.None)).IsOk.ShouldBeTrue();
        }

        (await throttle.BeginAsync("alice", IPAddress.Parse("2001:db8:1:2:ffff::9"), AccessTest.None)).IsOk.ShouldBeFalse();
        (await throttle.BeginAsync("alice", IPAddress.Parse("2001:db8:1:3::9"), AccessTest.None)).IsOk.ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task SetPassword_EndsWhatWasSignedIn_AndNothingElse(DatabaseEngine engine)
    {
        await using var test = await StartAsync(engine);
        var (people, tokens) = (test.Get<PersonDirectory>(), test.Get<ITokens>());
        var signedIn = (await SignInAsync(test, "alice", Right)).Value;
        var given = await tokens.IssueAsync(new TokenRequest(new Principal(Principal.User, "alice", Role.Developer), "", null), AccessTest.None);

        (await test.Get<PasswordSignIn>().ChangeAsync("alice", Wrong, "a new one of alice", Home, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("sign-in-refused");
        (await test.Get<PasswordSignIn>().ChangeAsync("alice", Right, "short", Home, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("password-invalid");
        (await test.Get<PasswordSignIn>().ChangeAsync("alice", Right, "a new one of alice", Home, AccessTest.None)).IsOk.ShouldBeTrue();

        (await tokens.AuthenticateAsync(signedIn.Token.Secret, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("token-revoked");
        (await tokens.AuthenticateAsync(given.Secret, AccessTest.None)).IsOk.ShouldBeTrue();
        (await SignInAsync(test, "alice", Right)).IsOk.ShouldBeFalse();
        (await SignInAsync(test, "alice", "a new one of alice")).IsOk.ShouldBeTrue();
        (await people.SetPasswordAsync("bob", Right, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("user-not-found");
    }

    [Theory, EveryDatabase]
    public async Task Disable_EndsEveryCredential_AndRemoveToo(DatabaseEngine engine)
    {
        await using var test = await StartAsync(engine);
        await test.DeployRoleAsync("shift", "{ policy: [{ Effect: Allow, Action: '*', Resource: '*' }], trust: [{ Effect: Allow, Principal: '*', Action: 'access:AssumeRole' }] }");
        var (people, tokens) = (test.Get<PersonDirectory>(), test.Get<ITokens>());
        foreach (var end in new Func<Task<Result<Done>>>[] { () => people.DisableAsync("alice", AccessTest.None), () => people.RemoveAsync("alice", AccessTest.None) })
        {
            var signedIn = (await SignInAsync(test, "alice", Right)).Value;
            var personal = (await test.Get<PersonalTokens>().CreateAsync(signedIn.Principal, null, 3600, null, AccessTest.None)).Value;
            var session = (await test.Get<ISessions>().StartAsync(signedIn.Principal, "shift", new AssumeRoleRequest(null, null, null, null), AccessTest.None)).Value;
            var other = (await test.Get<ISessions>().StartAsync(signedIn.Principal with { Name = "bob" }, "shift", new AssumeRoleRequest(null, null, null, null), AccessTest.None)).Value;

            (await end()).IsOk.ShouldBeTrue();

            foreach (var secret in new[] { signedIn.Token.Secret, personal.Secret, session.Token })
            {
                (await tokens.AuthenticateAsync(secret, AccessTest.None)).Error.ShouldNotBeNull();
            }

            (await tokens.AuthenticateAsync(other.Token, AccessTest.None)).IsOk.ShouldBeTrue();
            (await SignInAsync(test, "alice", Right)).Error.ShouldNotBeNull().Code.ShouldBe("sign-in-refused");
            await people.EnableAsync("alice", AccessTest.None);
        }

        (await people.ListAsync(new PageRequest(null, null), AccessTest.None)).Items.ShouldBeEmpty();
        (await people.DisableAsync("alice", AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("user-not-found");
    }

    [Fact]
    public async Task SetRole_EndsWhatWasBegunInTheOldOne()
    {
        await using var test = await StartAsync();
        var signedIn = (await SignInAsync(test, "alice", Right)).Value;
        var personal = (await test.Get<PersonalTokens>().CreateAsync(signedIn.Principal, null, 3600, null, AccessTest.None)).Value;

        (await test.Get<PersonDirectory>().SetRoleAsync("alice", "nothing", AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("role-not-found");
        (await test.Get<PersonDirectory>().SetRoleAsync("alice", Role.Reviewer, AccessTest.None)).IsOk.ShouldBeTrue();

        (await test.Get<ITokens>().AuthenticateAsync(signedIn.Token.Secret, AccessTest.None)).IsOk.ShouldBeFalse();
        (await test.Get<ITokens>().AuthenticateAsync(personal.Secret, AccessTest.None)).IsOk.ShouldBeFalse();
        (await SignInAsync(test, "alice", Right)).Value.Principal.Role.ShouldBe(Role.Reviewer);
    }

    [Theory, EveryDatabase]
    public async Task Hash_OfFewerRounds_IsMadeAnewAtTheNextSignIn(DatabaseEngine engine)
    {
        await using var test = await StartAsync(engine);
        var old = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 })).HashPassword(new object(), Right);
        var store = test.Get<PersonStore>();
        await test.Database.WriteAsync(session => store.SetPasswordAsync(session, "alice", old, 0, AccessTest.None), AccessTest.None);

        (await SignInAsync(test, "alice", Right)).IsOk.ShouldBeTrue();

        var now = (await test.Database.ReadAsync(session => store.FindAsync(session, "alice", AccessTest.None), AccessTest.None)).ShouldNotBeNull();
        now.PasswordHash.ShouldNotBe(old);
        // The framework's format: marker, algorithm (2: HMAC-SHA512), rounds and the salt's length, each four bytes, big-endian.
        var bytes = Convert.FromBase64String(now.PasswordHash);
        (bytes[0], bytes[4], (bytes[5] << 24) | (bytes[6] << 16) | (bytes[7] << 8) | bytes[8], bytes[12]).ShouldBe(((byte)1, (byte)2, Passwords.Rounds, (byte)16));
        now.PasswordHash.ShouldNotContain(Right);
        (await SignInAsync(test, "alice", Right)).IsOk.ShouldBeTrue();
    }

    [Theory]
    [InlineData("eleven char", "alice")]
    [InlineData("aaaaaaaaaaaabbbb", "alice")]
    [InlineData("alice.smith1", "alice.smith")]
    [InlineData("", "alice")]
    [InlineData(null, "alice")]
    public void Problem_OfWhatIsEasilyGuessed_IsSaid(string? password, string name) => Passwords.Problem(password, name).ShouldNotBeNull().Code.ShouldBe("password-invalid");

    [Fact]
    public void Problem_OfAGoodOne_IsNone()
    {
        Passwords.Problem(Right, "alice").ShouldBeNull();
        Passwords.Problem("пароль без всяких правил", "alice").ShouldBeNull();
        Passwords.Problem(new string('x', 252) + "abcde", "alice").ShouldNotBeNull();
    }

    [Fact]
    public async Task Add_WithSomethingWrong_SaysWhat()
    {
        await using var test = await StartAsync();
        var people = test.Get<PersonDirectory>();

        async Task<string?> CodeAsync(string? name, string? role, string? password) => (await people.AddAsync(name, role, password, "user/olga", AccessTest.None)).Error?.Code;

        (await CodeAsync("alice", Role.Developer, Right)).ShouldBe("user-exists");
        (await CodeAsync("alice@dev", Role.Developer, Right)).ShouldBe("user-name");
        (await CodeAsync(null, Role.Developer, Right)).ShouldBe("user-name");
        (await CodeAsync("bob", "nothing", Right)).ShouldBe("role-not-found");
        (await CodeAsync("bob", null, Right)).ShouldBe("role-not-found");
        (await CodeAsync("bob", Role.Developer, "short")).ShouldBe("password-invalid");
        (await CodeAsync("bob", Role.Developer, Right)).ShouldBeNull();
    }

    private static async Task<AccessTest> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite)
    {
        var test = await AccessTest.CreateAsync(engine);
        (await test.Get<PersonDirectory>().AddAsync("alice", Role.Developer, Right, "user/olga", AccessTest.None)).IsOk.ShouldBeTrue();
        return test;
    }

    private static Task<Result<SignedIn>> SignInAsync(AccessTest test, string? name, string? password, IPAddress? address = null) =>
        test.Get<PasswordSignIn>().SignInAsync(name, password, address ?? Home, AccessTest.None);
}
