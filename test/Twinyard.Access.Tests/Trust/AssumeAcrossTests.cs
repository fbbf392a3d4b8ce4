using Twinyard.Access.Policies;
using Twinyard.Access.Roles;
using Twinyard.Access.Secrets;
using Twinyard.Access.Sessions;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Access.Trust;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Trust;

public sealed class AssumeAcrossTests
{
    [Theory, EveryDatabase]
    public async Task Session_OfAnotherEnvironmentsPerson_ActsInTheRole_UnderANameThatIsNobodysHere(DatabaseEngine engine)
    {
        await using var both = await TwoEnvironments.StartAsync(engine);

        var assumed = (await both.AssumeAsync(await both.AssertAsync())).Value;

        (assumed.Session.Principal, assumed.Session.SourceRole, assumed.Session.Name).ShouldBe(("user/alice@dev", "tyr:dev:access:role/developer", "alice@dev"));
        (assumed.Session.ExpiresAt - both.Time.GetUtcNow()).ShouldBe(TimeSpan.FromHours(1));
        var principal = await both.PrincipalAsync(assumed.Token);
        (principal.Name, principal.Role, principal.Session!.Environment).ShouldBe(("alice@dev", "operator", "dev"));
        UserName.IsLocal(principal.Name).ShouldBeFalse();
        var access = both.Prod.Get<IAccessEvaluator>();
        (await access.DecideAsync(principal, "models:SetAlias", "models:model/a", AccessTest.None)).Allowed.ShouldBeTrue();
        (await access.DecideAsync(principal, "buckets:GetObject", "buckets:object/a/b", AccessTest.None)).Allowed.ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Assertion_BeginsOneSession(DatabaseEngine engine)
    {
        await using var both = await TwoEnvironments.StartAsync(engine);
        var assertion = await both.AssertAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => both.AssumeAsync(assertion))));

        outcomes.Count(outcome => outcome.IsOk).ShouldBe(1);
        outcomes.Where(outcome => !outcome.IsOk).ShouldAllBe(outcome => outcome.Error!.Code == "assertion-used");
        // Not again either after what remembers it was cleaned up.
        both.Time.Advance(AssertionTokens.Lifetime + AssertionTokens.ClockSkew);
        await both.Prod.Get<TokenRetention>().RunOnceAsync(AccessTest.None);
        (await both.RefusalAsync(assertion)).ShouldBe("assertion-used");
        both.Time.Advance(TimeSpan.FromHours(1));
        await both.Prod.Get<TokenRetention>().RunOnceAsync(AccessTest.None);
        (await both.RefusalAsync(assertion)).ShouldBe("assertion-invalid");
    }

    [Fact]
    public async Task Assume_WhatTheTrustPolicyDoesNotAllow_IsDenied_AndTheAssertionStaysGood()
    {
        await using var both = await TwoEnvironments.StartAsync();
        var assertion = await both.AssertAsync();

        (await both.AssumeAsync(assertion, externalId: "plant-4")).Error.ShouldNotBeNull().Message.ShouldContain("the trust policy of role operator would, but");
        (await both.AssumeAsync(assertion, role: Role.Owner)).Error.ShouldNotBeNull().Message.ShouldContain("the environment dev says that the role operator may be assumed");
        (await both.AssumeAsync(await both.AssertAsync(role: Role.Owner), role: Role.Owner)).Error.ShouldNotBeNull().Message.ShouldContain("assumed only where its trust policy allows it");
        (await both.AssumeAsync(await both.AssertAsync(TwoEnvironments.Alice with { Role = Role.Reviewer }))).Error.ShouldNotBeNull().Message.ShouldContain("names other principals");
        (await both.AssumeAsync(await both.AssertAsync(role: "nothing"), role: "nothing")).Error.ShouldNotBeNull().Code.ShouldBe("access-denied");
        (await both.AssumeAsync(assertion)).IsOk.ShouldBeTrue();
    }

    [Theory]
    [InlineData(14_400L, false, true)]
    [InlineData(14_401L, false, false)]
    [InlineData(3_600L, true, true)]
    [InlineData(3_601L, true, false)]
    public async Task Duration_IsTheRolesToSay_AndAnHourAtMostOutOfASession(long seconds, bool isChained, bool isGiven)
    {
        await using var both = await TwoEnvironments.StartAsync();
        var caller = isChained ? TwoEnvironments.Alice with { Session = new PrincipalSession("s", "night", null, null) } : TwoEnvironments.Alice;

        var assumed = await both.AssumeAsync(await both.AssertAsync(caller), seconds: seconds);

        (assumed.Error?.Code).ShouldBe(isGiven ? null : "session-duration");
    }

    [Theory, EveryDatabase]
    public async Task Untrust_EndsItsSessions_AndNoOthers(DatabaseEngine engine)
    {
        await using var both = await TwoEnvironments.StartAsync(engine);
        var assumed = (await both.AssumeAsync(await both.AssertAsync())).Value;
        await both.Prod.DeployRoleAsync("local", "{ policy: [{ Effect: Allow, Action: '*', Resource: '*' }], trust: [{ Effect: Allow, Principal: '*', Action: 'access:AssumeRole' }] }");
        var sessions = both.Prod.Get<ISessions>();
        var own = (await sessions.StartAsync(TwoEnvironments.Alice, "local", new AssumeRoleRequest(null, null, null, null), AccessTest.None)).Value;
        var chained = (await sessions.StartAsync(await both.PrincipalAsync(assumed.Token), "local", new AssumeRoleRequest(null, null, null, null), AccessTest.None)).Value;
        var assertion = await both.AssertAsync();

        var untrusted = (await both.Prod.Get<TrustedEnvironments>().UntrustAsync("dev", AccessTest.None)).Value;

        untrusted.SessionsEnded.ShouldBe(2);
        var tokens = both.Prod.Get<ITokens>();
        (await tokens.AuthenticateAsync(assumed.Token, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("session-ended");
        (await tokens.AuthenticateAsync(chained.Token, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("session-ended");
        (await tokens.AuthenticateAsync(own.Token, AccessTest.None)).IsOk.ShouldBeTrue();
        (await both.RefusalAsync(assertion)).ShouldBe("environment-not-trusted");
        (await both.Prod.Get<TrustedEnvironments>().UntrustAsync("dev", AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("environment-not-trusted");
        (await both.Prod.Get<TrustedEnvironments>().ListAsync(new PageRequest(null, null), AccessTest.None)).Items.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Rotation_SignsWithTheNewKey_OnceItIsFinished(DatabaseEngine engine)
    {
        await using var both = await TwoEnvironments.StartAsync(engine);
        var keys = both.Dev.Get<EnvironmentKeys>();
        var first = (await TwoEnvironments.KeyAsync(both.Dev)).Keys.ShouldHaveSingleItem();
        (await keys.RotateAsync(finish: true, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("rotation-not-begun");

        var published = (await keys.RotateAsync(finish: false, AccessTest.None)).Value;

        published.Keys.Count.ShouldBe(2);
        published.Keys[0].ShouldBe(first);
        (await keys.RotateAsync(finish: false, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("rotation-begun");
        // prod does not know the new one yet, and needs not.
        (await both.RefusalAsync(await both.AssertAsync())).ShouldBeNull();
        var before = await both.AssertAsync();
        (await both.TrustAsync()).Value.Keys.Order().ShouldBe(published.Keys.Select(key => key.Id).Order());
        (await keys.RotateAsync(finish: true, AccessTest.None)).Value.Keys.ShouldHaveSingleItem().ShouldBe(published.Keys[1]);
        (await both.RefusalAsync(await both.AssertAsync())).ShouldBeNull();
        (await both.RefusalAsync(before)).ShouldBeNull();
        // Once prod has taken over what is left, the old key counts no more.
        (await keys.RotateAsync(finish: false, AccessTest.None)).IsOk.ShouldBeTrue();
        var old = await both.AssertAsync();
        (await keys.RotateAsync(finish: true, AccessTest.None)).IsOk.ShouldBeTrue();
        (await both.TrustAsync()).IsOk.ShouldBeTrue();
        (await both.RefusalAsync(old)).ShouldBe("assertion-invalid");
        (await both.RefusalAsync(await both.AssertAsync())).ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task PrivateKey_IsEncrypted_AndFollowsTheRotationOfTheKeysOfSecrets(DatabaseEngine engine)
    {
        await using var both = await TwoEnvironments.StartAsync(engine);
        var before = await RowAsync(both.Dev);

        var rotated = await both.Dev.Get<SecretKeyRotation>().RotateAsync(dropOld: true, AccessTest.None);

        rotated.IsOk.ShouldBeTrue();
        var after = await RowAsync(both.Dev);
        (after.Id, after.KeyId).ShouldBe((before.Id, rotated.Value.KeyId));
        after.KeyId.ShouldNotBe(before.KeyId);
        after.SealedValue.ShouldNotBe(before.SealedValue);
        (await both.RefusalAsync(await both.AssertAsync())).ShouldBeNull();
    }

    [Fact]
    public async Task Key_IsMadeOnce_HoweverManyAskForIt()
    {
        await using var both = await TwoEnvironments.StartAsync();
        await using var other = await both.AddAsync(DatabaseEngine.Sqlite, "other");

        var documents = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TwoEnvironments.KeyAsync(other))));

        documents.Select(document => document.Keys.ShouldHaveSingleItem()).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task OwnSide_NeedsAnAllowOfItsOwn_WithinEveryLimit()
    {
        await using var both = await TwoEnvironments.StartAsync();
        await both.Dev.DeployRoleAsync("traveller", "policy: [{ Effect: Allow, Action: 'access:AssumeRole', Resource: 'tyr:prod:access:role/operator' }]");
        await both.Dev.DeployRoleAsync("bound", "{ policy: [{ Effect: Allow, Action: '*', Resource: '*' }], boundary: [{ Effect: Allow, Action: '*', Resource: 'tyr:dev:*' }] }");
        var evaluator = both.Dev.Get<AccessEvaluator>();
        var traveller = TwoEnvironments.Alice with { Role = "traveller" };
        const string policy = """{"Statement":[{"Effect":"Allow","Action":"buckets:*","Resource":"*"}]}""";

        var allowed = await evaluator.DecideElsewhereAsync(traveller, "prod", "operator", AccessTest.None);
        (allowed.Allowed, allowed.Reason).ShouldBe((true, "statement 1 of role traveller allows it."));
        (await evaluator.DecideElsewhereAsync(traveller, "prod", "owner", AccessTest.None)).Reason.ShouldContain("allows it on other resources");
        (await evaluator.DecideElsewhereAsync(traveller, "staging", "operator", AccessTest.None)).Allowed.ShouldBeFalse();
        (await evaluator.DecideElsewhereAsync(TwoEnvironments.Alice, "prod", "operator", AccessTest.None)).Allowed.ShouldBeFalse();
        (await evaluator.DecideElsewhereAsync(TwoEnvironments.Alice with { Role = "bound" }, "prod", "operator", AccessTest.None)).Reason.ShouldContain("permission boundary");
        (await evaluator.DecideElsewhereAsync(traveller with { Session = new PrincipalSession("s", "s", policy, null) }, "prod", "operator", AccessTest.None)).Reason.ShouldContain("the session policy");
    }

    private static async Task<EnvironmentKeyRow> RowAsync(AccessTest environment) =>
        (await environment.Database.ReadAsync(session => environment.Get<EnvironmentKeyStore>().ListAsync(session, AccessTest.None), AccessTest.None)).ShouldHaveSingleItem();
}
