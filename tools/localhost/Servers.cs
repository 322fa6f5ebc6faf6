using System.Net;
using System.Net.Sockets;
using LaunchAgent.LocalHost.Protocol;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace LaunchAgent.LocalHost;

/// <summary>The two servers, on sockets that listen before there is a server: what calls early waits instead of being refused.</summary>
internal static class Servers
{
    // As Azure's host takes it.
    private const long RequestBodyLimit = 104_857_600;

    public static Socket Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new HostException(refused.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"Port {port} is taken (address already in use): give another one with --port, or 0 for any free one."
                : $"Port {port} cannot be listened on: {refused.Message}.");
        }
    }

    public static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    /// <summary>Where the worker calls in.</summary>
    public static WebApplication BuildForWorker(Socket socket, WorkerService service, ILoggerFactory loggers)
    {
        var builder = Builder(socket, loggers, listen => listen.Protocols = HttpProtocols.Http2);
        builder.Services.AddSingleton(service);
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = options.MaxSendMessageSize = null);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<WorkerService>();
        return app;
    }

    /// <summary>Where the app's HTTP functions are called.</summary>
    public static WebApplication BuildForHttp(Socket socket, ILoggerFactory loggers) =>
        Builder(socket, loggers, listen => listen.Protocols = HttpProtocols.Http1).Build();

    private static WebApplicationBuilder Builder(Socket socket, ILoggerFactory loggers, Action<ListenOptions> configure)
    {
        // Empty: no configuration files, whose watchers would cost a file handle each.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers).AddLogging().AddRoutingCore().AddHttpForwarder();
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = _ => socket);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = RequestBodyLimit;
            options.Listen((IPEndPoint)socket.LocalEndPoint!, configure);
        });
        return builder;
    }
}
