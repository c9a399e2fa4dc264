/** Uploads a file by npm tus-js-client as the studio does: node tus_upload.mjs ENDPOINT FILE COOKIE TOKEN. */
import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, file, cookie, token] = process.argv.slice(2);
let broken = 0;
const upload = new Upload(createReadStream(file), {
  endpoint,
  uploadSize: statSync(file).size,
  chunkSize: 1 << 18,
  retryDelays: Array(40).fill(50),
  metadata: { filename: "cut.jpg", kind: "image" },
  headers: { Cookie: cookie, "X-CSRFToken": token, Referer: endpoint, Accept: "application/json" },
  onShouldRetry: () => Boolean(++broken),
  onError: (error) => {
    console.error(String(error));
    process.exitCode = 1;
  },
  onSuccess: () => console.log(JSON.stringify({ url: upload.url, broken })),
});
upload.start();
