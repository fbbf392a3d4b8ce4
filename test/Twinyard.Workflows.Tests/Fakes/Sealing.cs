using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Twinyard.Access;
using Twinyard.Access.Secrets.Sealed;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Rooms;

namespace Twinyard.Workflows.Tests.Fakes;

/// <summary>No fake: of the access room what seals values, with its keys in the home.</summary>
internal sealed class Sealing : IDisposable
{
    private readonly ServiceProvider _access;

    public Sealing(Database database, HomeDirectory home, TimeProvider time, IServerAddress server, ILoggerFactory logging, IServiceProvider room)
    {
        var access = new ServiceCollection();
        access.AddSingleton(database);
        access.AddSingleton(home);
        access.AddSingleton(time);
        access.AddSingleton(server);
        access.AddSingleton(logging);
        access.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        access.AddSingleton(ServerNode.Alone);
        access.AddSingleton<IElection>(new FixedElection());
        access.AddSingleton<IIdGenerator, TimeOrderedIdGenerator>();
        access.AddAccess(new ConfigurationBuilder().Build());
        access.AddSingleton(_ => room.GetRequiredService<IPlainValues>());
        _access = access.BuildServiceProvider();
    }

    public ISealedValues Values => _access.GetRequiredService<ISealedValues>();

    /// <summary>What seals the values of an earlier version.</summary>
    public IStartupWork AtStart => _access.GetServices<IStartupWork>().Single(work => work.Name == "access.plain-values");

    public void Dispose() => _access.Dispose();
}
