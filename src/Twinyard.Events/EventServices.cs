using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Events.Bus;
using Twinyard.Events.Delivery;
using Twinyard.Events.Endpoints;
using Twinyard.Events.Outputs;
using Twinyard.Events.Replays;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Events;

public static class EventServices
{
    /// <summary>
    /// The bus: <see cref="IEventBus"/>, <see cref="IEventHistory"/>, <see cref="IEventArchive"/>, <see cref="IEventReplays"/> and the dispatcher. Consumers register as
    /// <c>AddSingleton&lt;IEventConsumer, X&gt;()</c>.
    /// </summary>
    public static IServiceCollection AddEvents(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EventsOptions>()
            .Bind(configuration.GetSection(EventsOptions.Section))
            .Validate(options => options.Attempts is >= 1 and <= 185, $"{EventsOptions.Section}:{nameof(EventsOptions.Attempts)} must be from 1 to 185.")
            .Validate(options => options.RetryMinutes is >= 1 and <= 10080, $"{EventsOptions.Section}:{nameof(EventsOptions.RetryMinutes)} must be from 1 to 10080, which is a week.")
            .Validate(options => options.AttemptsInPlace is >= 1 and <= 10, $"{EventsOptions.Section}:{nameof(EventsOptions.AttemptsInPlace)} must be from 1 to 10.")
            .Validate(options => options.RetentionDays is >= 1 and <= 3650, $"{EventsOptions.Section}:{nameof(EventsOptions.RetentionDays)} must be from 1 to 3650.")
            .Validate(options => options.ArchiveDays is null or (>= 1 and <= 3650), $"{EventsOptions.Section}:{nameof(EventsOptions.ArchiveDays)} must be from 1 to 3650.")
            .ValidateOnStart();
        services.AddSingleton(new RoomMigrations("events", typeof(EventServices).Assembly));
        services.AddSingleton<EventStore>();
        services.AddSingleton<EventPlacing>();
        services.AddSingleton<ConsumerStore>();
        services.AddSingleton<RetryStore>();
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<DeliveryPolicy>();
        services.AddSingleton<RetryDelivery>();
        services.AddSingleton<IDeadLetters, DeadLetters>();
        services.AddSingleton<DispatchSignal>();
        services.AddSingleton<IEventBus, EventBus>();
        services.AddSingleton<IEventHistory, EventHistory>();
        services.AddSingleton<IEventArchive, EventArchive>();
        services.AddSingleton<ReplayStore>();
        services.AddSingleton<ReplayReader>();
        services.AddSingleton<ReplaySignal>();
        services.AddSingleton<IEventReplays, EventReplays>();
        services.AddSingleton<IBackgroundWork, ReplayWork>();
        services.AddSingleton<IBackgroundWork, EventDispatcher>();
        services.AddSingleton<IBackgroundWork, EventRetention>();
        services.AddSingleton<IRunOutput, EventsOutput>();
        services.AddActions(EventsOutput.Put);
        return services;
    }

    public static IEndpointRouteBuilder MapEventEndpoints(this IEndpointRouteBuilder routes)
    {
        EventEndpoints.Map(routes);
        DeadLetterEndpoints.Map(routes);
        ReplayEndpoints.Map(routes);
        PatternEndpoints.Map(routes);
        ScheduleEndpoints.Map(routes);
        return routes;
    }
}
