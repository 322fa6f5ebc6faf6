// One step of an interoperability test: node interop.mjs <connection string> <step> <arguments…>; prints its result as JSON.
import { TableClient, odata } from "@azure/data-tables";
import { QueueClient } from "@azure/storage-queue";

const [connection, step, name, ...rest] = process.argv.slice(2);
const table = () => TableClient.fromConnectionString(connection, name, { allowInsecureConnection: true });
const queue = () => new QueueClient(connection, name);

const refused = async work => {
  try {
    await work();
    return null;
  } catch (error) {
    return { status: error.statusCode, code: error.details?.odataError?.code ?? error.code };
  }
};

const steps = {
  async writeRow() {
    await table().createTable();
    await table().createEntity({
      partitionKey: "p'q",
      rowKey: "ř 1",
      Text: "ünï ✓ \"q\"\n",
      Empty: "",
      Yes: true,
      Int: 7,
      Long: { type: "Int64", value: "9007199254740993" },
      Double: 0.5,
      WholeDouble: { type: "Double", value: "3.0" },
      Id: { type: "Guid", value: "01234567-89ab-cdef-0123-456789abcdef" },
      Time: new Date("2024-02-29T12:30:15.123Z"),
      Bytes: new Uint8Array([0, 255, 7]),
      Nothing: null,
    });
  },

  // With the types by their names, as the service sent them.
  async readRow([partitionKey, rowKey]) {
    const { etag, timestamp, ...row } = await table().getEntity(partitionKey, rowKey, { disableTypeConversion: true });
    return { etag, row: Object.fromEntries(Object.entries(row).filter(([key]) => !key.startsWith("odata."))) };
  },

  async list([from]) {
    const keys = [];
    for await (const row of table().listEntities({ queryOptions: { filter: odata`RowKey ge ${from}` } })) keys.push(row.rowKey);
    return keys;
  },

  async transaction() {
    const answer = await table().submitTransaction([
      ["update", { partitionKey: "p", rowKey: "a", New: 1 }, "Merge"],
      ["delete", { partitionKey: "p", rowKey: "b" }],
      ["create", { partitionKey: "p", rowKey: "c", New: 2 }],
    ]);
    return answer.subResponses.map(r => r.status);
  },

  async refusedTransaction() {
    return refused(() => table().submitTransaction([
      ["create", { partitionKey: "p", rowKey: "new" }],
      ["create", { partitionKey: "p", rowKey: "a" }],
    ]));
  },

  async update([etag]) {
    const row = { partitionKey: "p", rowKey: "a", By: "node" };
    const first = await refused(() => table().updateEntity(row, "Merge", { etag }));
    const second = await refused(() => table().updateEntity(row, "Merge", { etag }));
    return { first, second };
  },

  async send(texts) {
    await queue().createIfNotExists();
    for (const text of texts) await queue().sendMessage(text);
  },

  async receive() {
    const { receivedMessageItems } = await queue().receiveMessages({ numberOfMessages: 32 });
    for (const m of receivedMessageItems) await queue().deleteMessage(m.messageId, m.popReceipt);
    return receivedMessageItems.map(m => m.messageText);
  },
};

console.log(JSON.stringify((await steps[step](rest)) ?? null));
