using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Azure;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace LaunchAgent.Tests.Support;

/// <summary>
/// Stands between an app and Azurite, with connection strings of its own for host and worker. It counts and logs the calls and does to
/// them what the armed rules say. Address, Host and headers stay as they are, so that signatures hold.
/// </summary>
/// <remarks>
/// A kill by a rule is as a real one: once the rule has picked its call, no later call of the processes that it kills gets to storage,
/// and what such a process had sent when it died is dropped. A process that is started after that is served as ever.
/// </remarks>
public sealed partial class FaultProxy : IAsyncDisposable
{
    private readonly string _connectionString;
    private readonly CallParser _parser;
    private readonly FaultGate _gate;
    private readonly WebApplication _app;
    private readonly StorageForwarder _forwarder;
    private readonly List<Door> _doors = [];
    private readonly ConcurrentDictionary<string, ConnectionContext> _connections = new();
    private readonly ConcurrentDictionary<string, bool> _redelivered = new();

    private FaultProxy(string connectionString, string taskHub)
    {
        _connectionString = connectionString;
        _parser = new CallParser(taskHub);
        _gate = new FaultGate(Log);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddHttpForwarder();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        _app = builder.Build();
        _app.Run(AnswerAsync);
        _forwarder = new StorageForwarder(_app.Services.GetRequiredService<IHttpForwarder>());
    }

    /// <summary>For the setting AzureWebJobsStorage of the host.</summary>
    public string HostConnectionString => ConnectionStringOf(Side.Host);

    /// <summary>For the setting AzureWebJobsStorage of the worker.</summary>
    public string WorkerConnectionString => ConnectionStringOf(Side.Worker);

    public CallLog Log { get; } = new();

    /// <summary>
    /// Kills processes, and is done when they are gone with all their connections. A <see cref="HostProcess"/> puts itself here.
    /// </summary>
    public Func<KillTarget, Task>? Kill { get; set; }

    /// <param name="connectionString">Of an account in Azurite; the proxy's are of the same account.</param>
    /// <param name="taskHub">The name of the app's task hub, by which the calls of the Durable extension are told.</param>
    public static async Task<FaultProxy> StartAsync(string connectionString, string taskHub)
    {
        var proxy = new FaultProxy(connectionString, taskHub);
        await proxy._app.StartAsync();
        return proxy;
    }

    /// <summary>Puts a rule in force. A call is hit by the first rule that picks it, but counted by all.</summary>
    public ArmedRule Arm(FaultRule rule) => Kill is null && (rule.Kills(Side.Host) || rule.Kills(Side.Worker))
        ? throw new InvalidOperationException($"A rule that kills needs {nameof(Kill)}.")
        : _gate.Arm(rule);

    /// <summary>Ends all rules; what they hit before stays hit.</summary>
    public void Disarm() => _gate.Disarm();

    /// <summary>Lets the calls that hang by a rule go on to storage.</summary>
    public void Release() => _gate.Release();

    /// <summary>
    /// From now on storage is gone: connections break, open and new ones, or calls hang until it is back. They are neither counted nor
    /// logged.
    /// </summary>
    public void TakeDown(bool hanging = false)
    {
        _gate.TakeDown(hanging);
        if (hanging)
            return;
        foreach (var connection in _connections.Values)
            connection.Abort();
    }

    /// <summary>From now on storage is there again, and gets the calls that hang and are still waited for.</summary>
    public void BringBack() => _gate.BringBack();

    public async ValueTask DisposeAsync()
    {
        TakeDown();
        await _app.DisposeAsync();
        _forwarder.Dispose();
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        foreach (Match endpoint in Endpoints().Matches(_connectionString))
        {
            foreach (var side in Enum.GetValues<Side>())
            {
                kestrel.Listen(IPAddress.Loopback, 0, listener =>
                {
                    var service = Enum.Parse<StorageService>(endpoint.Groups["service"].Value);
                    var door = new Door(side, service, $"http://{endpoint.Groups["address"].Value}", listener);
                    _doors.Add(door);
                    listener.Protocols = HttpProtocols.Http1;
                    listener.Use(next => connection => ServeAsync(connection, door, next));
                });
            }
        }
    }

    private string ConnectionStringOf(Side side) => Endpoints().Replace(_connectionString, endpoint =>
    {
        var door = _doors.Single(door => door.Side == side && door.Service.ToString() == endpoint.Groups["service"].Value);
        return $"{door.Service}Endpoint=http://{door.Listener.IPEndPoint}";
    });

    private async Task ServeAsync(ConnectionContext connection, Door door, ConnectionDelegate next)
    {
        connection.Items[typeof(Door)] = door;
        _connections[connection.ConnectionId] = connection;
        try
        {
            // It may have come between the start of an outage and the look at who is connected.
            if (_gate.IsBroken)
                connection.Abort();
            else
                await next(connection);
        }
        finally
        {
            _connections.TryRemove(connection.ConnectionId, out _);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var door = (Door)context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items[typeof(Door)]!;
        var call = await ReadAsync(context, door);
        var arrived = Stopwatch.GetTimestamp();
        var (passes, hit) = await _gate.EnterAsync(context, call);
        if (!passes)
            return;

        try
        {
            await ActAsync(new Exchange(context, door, call), hit);
            hit?.By.Done(call);
        }
        catch (Exception failure)
        {
            hit?.By.Failed(failure);
            context.Abort();
        }
        finally
        {
            hit?.Killed.TrySetResult();
            call.Duration = Stopwatch.GetElapsedTime(arrived);
        }
    }

    private async Task<StorageCall> ReadAsync(HttpContext context, Door door)
    {
        var request = context.Request;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var text = "";
        if (CallParser.NeedsBody(door.Service, request.Method, target))
        {
            var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            body.Position = 0;
            request.Body = body;
            text = Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
        }

        return _parser.Parse(door.Side, door.Service, request.Method, target, request.Headers, text);
    }

    private async Task ActAsync(Exchange exchange, FaultGate.Hit? hit)
    {
        var (context, _, call) = exchange;
        switch (hit?.By.Rule)
        {
            case { Action: FaultAction.Fail }:
                await RefuseAsync(exchange, StatusCodes.Status500InternalServerError, "InternalError");
                break;
            case { Action: FaultAction.Busy } rule:
                context.Response.Headers.RetryAfter = Math.Ceiling(rule.Time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                await RefuseAsync(exchange, StatusCodes.Status503ServiceUnavailable, "ServerBusy");
                break;
            case { Action: FaultAction.Break }:
                context.Abort();
                break;
            case { Action: FaultAction.Delay } rule:
                await ForwardAfterAsync(exchange, Task.Delay(rule.Time, context.RequestAborted));
                break;
            case { Action: FaultAction.Hang }:
                await ForwardAfterAsync(exchange, _gate.Released);
                break;
            case { Action: FaultAction.LoseAnswer }:
                await ForwardAsync(exchange, Stream.Null);
                context.Abort();
                break;
            case { Action: FaultAction.KillBefore } rule:
                await KillAsync(hit!);
                if (rule.Kills(call.Side))
                    context.Abort();
                else
                    await ForwardAfterAsync(exchange, Task.CompletedTask);
                break;
            case { Action: FaultAction.KillAfter } rule:
                using (var answer = new MemoryStream())
                {
                    var answered = await ForwardAsync(exchange, answer);
                    await KillAsync(hit!);
                    if (!answered || rule.Kills(call.Side))
                        context.Abort();
                    else if (answer.Length > 0)
                        await context.Response.Body.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length));
                }

                break;
            case { Action: FaultAction.DeliverTwice } when await RedeliverAsync(exchange):
                call.Status = context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                call.Fault = null;
                await ForwardAsync(exchange);
                break;
        }
    }

    private async Task KillAsync(FaultGate.Hit hit)
    {
        await Kill!(hit.By.Rule.Target);
        hit.Killed.SetResult();
    }

    private async Task ForwardAfterAsync(Exchange exchange, Task wait)
    {
        await wait.WaitAsync(exchange.Context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (await _gate.PassAsync(exchange.Context, exchange.Call))
            await ForwardAsync(exchange);
    }

    private Task<bool> ForwardAsync(Exchange exchange, Stream? instead = null) =>
        _forwarder.SendAsync(exchange.Context, exchange.Door.Storage, exchange.Call, instead);

    private static Task RefuseAsync(Exchange exchange, int status, string code)
    {
        const string Message = "By a rule of the fault proxy.";
        var response = exchange.Context.Response;
        exchange.Call.Status = response.StatusCode = status;
        response.Headers["x-ms-error-code"] = code;
        var isTable = exchange.Call.Service == StorageService.Table;
        response.ContentType = isTable ? "application/json" : "application/xml";
        return response.WriteAsync(isTable
            ? $$$$"""{"odata.error":{"code":"{{{{code}}}}","message":{"lang":"en-US","value":"{{{{Message}}}}"}}}"""
            : $"""<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{Message}</Message></Error>""");
    }

    /// <summary>Instead of deleting a message for the first time, makes it visible again; false if it is to be deleted.</summary>
    private async Task<bool> RedeliverAsync(Exchange exchange)
    {
        var (context, _, call) = exchange;
        var id = context.Request.Path.Value!.Split('/')[^1];
        if (call.Operation != "DeleteMessage" || !_redelivered.TryAdd(id, true))
            return false;

        try
        {
            var receipt = context.Request.Query["popreceipt"].ToString();
            await new QueueClient(_connectionString, call.Resource).UpdateMessageAsync(id, receipt, visibilityTimeout: TimeSpan.Zero);
            return true;
        }
        catch (RequestFailedException)
        {
            // Its lock is lost: somebody else has it for a second time anyway, and what storage says to the delete is right.
            return false;
        }
    }

    [GeneratedRegex("(?<service>Blob|Queue|Table)Endpoint=http://(?<address>[^/;]+)")]
    private static partial Regex Endpoints();

    /// <summary>Where one side reaches one service, and where that really is.</summary>
    private sealed record Door(Side Side, StorageService Service, string Storage, ListenOptions Listener);

    private sealed record Exchange(HttpContext Context, Door Door, StorageCall Call);
}
