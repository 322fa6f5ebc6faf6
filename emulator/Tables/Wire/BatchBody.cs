using System.Text;

namespace FunctionsEmulator.Tables.Wire;

/// <summary>The multipart body of an entity-group transaction: one changeset of whole HTTP requests.</summary>
internal sealed class BatchBody(Uri endpoint, IReadOnlyList<TableRequest> calls)
{
    private readonly string _batch = $"batch_{Guid.NewGuid()}";
    private readonly string _changes = $"changeset_{Guid.NewGuid()}";

    public string ContentType => $"multipart/mixed; boundary={_batch}";

    public byte[] ToBytes()
    {
        using var body = new MemoryStream();
        Write(body, $"--{_batch}\r\nContent-Type: multipart/mixed; boundary={_changes}\r\n\r\n");
        foreach (var call in calls)
            Write(body, call);
        Write(body, $"--{_changes}--\r\n\r\n--{_batch}--\r\n");
        return body.ToArray();
    }

    private void Write(Stream body, TableRequest call)
    {
        Write(body, $"--{_changes}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
        Write(body, $"{call.Method.Method} {endpoint.AbsoluteUri.TrimEnd('/')}/{call.Path} HTTP/1.1\r\n");
        Write(body, "Accept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n");
        if (call.ReturnNoContent)
            Write(body, "Prefer: return-no-content\r\n");
        if (call.IfMatch is not null)
            Write(body, $"If-Match: {call.IfMatch}\r\n");
        if (call.Body is not null)
            Write(body, $"Content-Type: application/json\r\nContent-Length: {call.Body.Length}\r\n");
        Write(body, "\r\n");
        body.Write(call.Body);
        Write(body, "\r\n");
    }

    private static void Write(Stream body, string text) => body.Write(Encoding.UTF8.GetBytes(text));
}
