using Twinyard.ScriptHost.Running;

return await ScriptCommand.RunAsync(args, Console.Error);
