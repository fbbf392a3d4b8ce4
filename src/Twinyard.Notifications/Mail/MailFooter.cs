namespace Twinyard.Notifications.Mail;

internal static class MailFooter
{
    public static string Of(string topic, string environment) =>
        $"You get this because your address is subscribed to the topic {topic} of the environment {environment}. Subscriptions are declared in its repository under resources/topics/.";

    public static string Subject(string environment, string text) => $"[Twinyard {environment}] {text}";
}
