using MimeKit;
using Twinyard.Platform.Homes;

namespace Twinyard.Notifications.Mail;

/// <summary>The outbox on disk: one <c>.eml</c> file a message, whole and synced, or not there.</summary>
internal sealed class MailFiles(HomeDirectory home)
{
    /// <summary>Line ends as RFC 5322 demands them, on every system.</summary>
    public static FormatOptions Format { get; } = CrLf();

    public bool Exists(string id) => File.Exists(PathOf(id));

    public async Task WriteAsync(string id, MimeMessage message, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await message.WriteToAsync(Format, content, cancellationToken);
        PrivateFile.Write(PathOf(id), content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    public Stream OpenRead(string id) => File.OpenRead(PathOf(id));

    public void Delete(string id) => File.Delete(PathOf(id));

    // Ids are UUIDs of our own, never a caller's text: the store has been asked before.
    private string PathOf(string id) => Path.Combine(home.Mail, $"{id}.eml");

    private static FormatOptions CrLf()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
