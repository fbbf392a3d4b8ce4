using System.CommandLine;
using System.Text.Json;
using Twinyard.Cli.Api;
using Twinyard.Contracts.Fleet;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Fleet;

/// <summary><c>twinyard fleet …</c>: devices and their traffic.</summary>
internal static class FleetCommands
{
    public static Command Build() => new("fleet", "Devices and their traffic")
    {
        Enrol(),
        List(),
        Show(),
        Remove(),
        CertificateCommands.Build(),
        Status(),
        FleetSimulateCommand.Build(),
    };

    /// <summary><c>k=v</c> pairs.</summary>
    public static Dictionary<string, string> ParseTags(IEnumerable<string> tags) => tags
        .Select(tag => tag.Split('=', 2) is [{ Length: > 0 } key, var value]
            ? (Key: key, Value: value)
            : throw new CliError(ExitCodes.Invalid, $"'{tag}' is no tag.", "Write --tag key=value."))
        .GroupBy(tag => tag.Key, StringComparer.Ordinal)
        .ToDictionary(tag => tag.Key, tag => tag.Last().Value, StringComparer.Ordinal);

    private static Command Enrol()
    {
        var id = new Argument<string>("id") { Description = "The device's id: 1 to 64 of a-z, A-Z, 0-9, '-', '_', '.'" };
        var tags = new Option<string[]>("--tag") { Description = "A tag; may be given again", HelpName = "KEY=VALUE" };
        var file = new Option<string?>("--out", "-o") { Description = "Write the credential to this file (mode 0600) instead of showing it", HelpName = "FILE" };
        return new Command("enrol", "Make a device with a credential of its own, which is shown once") { id, tags, file }.Does(async (call, cancellationToken) =>
        {
            CredentialFile.MustBeWritable(call.Get(file));
            var enrolled = await call.Api.PostAsync<EnrolledDevice>("fleet/devices", new EnrolDeviceRequest(call.Get(id), ParseTags(call.Get(tags) ?? [])), cancellationToken);
            if (call.Get(file) is { } path)
            {
                PrivateFile.Write(Path.GetFullPath(path), JsonSerializer.SerializeToUtf8Bytes(new { device = enrolled.Device.Id, secret = enrolled.Secret }, JsonSerializerOptions.Web));
                call.Out.Result(enrolled.Device, device => call.Out.Line($"{device.Id} is enrolled; its credential is in {path}"));
                return;
            }

            call.Out.Result(enrolled, value =>
            {
                call.Out.Facts(("Device", value.Device.Id), ("Secret", value.Secret));
                call.Out.Note("Keep it now: the secret is not shown again.");
            });
        });
    }

    private static Command List()
    {
        var after = new Option<string?>("--after") { Description = "Begin after this id", HelpName = "ID" };
        var limit = Limit.Option(50);
        return new Command("list", "List devices by id") { after, limit }.Does(async (call, cancellationToken) =>
        {
            var page = await call.Api.GetAsync<Page<DeviceSummary>>($"fleet/devices?after={Uri.EscapeDataString(call.Get(after) ?? "")}&limit={call.Get(limit)}", cancellationToken);
            call.Out.Result(page, value =>
            {
                call.Out.Table(
                    value.Items,
                    "No devices yet: enrol one with `twinyard fleet enrol ID`.",
                    ("DEVICE", device => device.Id),
                    ("CONNECTED", device => device.Connected),
                    ("RUNS", device => device.Model is null ? "" : $"{device.Model}@{device.Version}"),
                    ("LAST SEEN", device => device.LastSeenAt),
                    ("TAGS", device => device.Tags.Select(tag => $"{tag.Key}={tag.Value}")));
                if (value.Next is { } next)
                {
                    call.Out.Note($"There are more: --after {next}");
                }
            });
        });
    }

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "The device's id" };
        return new Command("show", "Show a device: what it runs, what it shall run, and how it is") { id }.Does(async (call, cancellationToken) =>
        {
            var detail = await call.Api.GetAsync<DeviceDetail>($"fleet/devices/{Uri.EscapeDataString(call.Get(id))}", cancellationToken);
            call.Out.Result(detail, value => call.Out.Facts(
                ("Device", value.Device.Id),
                ("Connected", value.Device.Connected),
                ("Last seen", value.Device.LastSeenAt),
                ("Enrolled", value.Device.EnrolledAt),
                ("Tags", value.Device.Tags.Select(tag => $"{tag.Key}={tag.Value}")),
                ("Shall run", value.Desired.Bundle is { } bundle ? $"{bundle.Model}@{bundle.Version}" : "no model"),
                ("Runs", value.Device.Model is null ? "no model" : $"{value.Device.Model}@{value.Device.Version}"),
                ("Error", value.Reported?.Error),
                ("Agent", value.Reported?.Agent),
                ("Spooled bytes", value.Reported?.SpooledBytes),
                ("Lost messages", value.Reported?.LostMessages)));
        });
    }

    private static Command Remove()
    {
        var id = new Argument<string>("id") { Description = "The device's id" };
        return new Command("remove", "Revoke a device's credential and forget it; what it sent stays") { id }.Does(async (call, cancellationToken) =>
        {
            await call.Api.DeleteAsync($"fleet/devices/{Uri.EscapeDataString(call.Get(id))}", cancellationToken);
            call.Out.Note($"{call.Get(id)} is removed.");
        });
    }

    private static Command Status() => new Command("status", "Show connections, acknowledged and loaded messages, and what was rejected").Does(async (call, cancellationToken) =>
    {
        var status = await call.Api.GetAsync<FleetStatus>("fleet/status", cancellationToken);
        call.Out.Result(status, value =>
        {
            call.Out.Facts(
                ("Health", value.Healthy ? "well" : value.Problem),
                ("MQTT port", value.MqttPort),
                ("MQTT over TLS", value.MqttTlsPort is { } port ? port : "not served"),
                ("Devices", value.Devices),
                ("Connected", value.ConnectedDevices),
                ("Acknowledged", value.Acknowledged),
                ("Loaded rows", value.LoadedRows),
                ("Duplicates", value.Duplicates),
                ("Waiting bytes", value.PendingBytes),
                ("Rejected", value.Rejected),
                ("Denied", value.Denied),
                ("Quarantined", value.QuarantinedRecords));
            foreach (var message in value.RecentRejections.Take(5))
            {
                call.Out.Line($"rejected {message.Device} {message.Topic} ({message.Bytes} bytes): {message.Reason}");
            }
        });
        return status.Healthy ? ExitCodes.Done : ExitCodes.Failed;
    });
}
