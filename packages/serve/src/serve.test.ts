import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openModel } from '@capstan/models';
import * as torch from '@capstan/torch';
import sharp from 'sharp';
import { generateApiKey } from './http/api-key.ts';
import type { Server } from './serve.ts';
import { ask, inferBinary, inferJson, inferPictures, row } from './testing/infer.ts';
import { cifarModel, digitsModel, temporaryFolder } from './testing/models.ts';
import { serve } from './testing/serve.ts';

const classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

type Output = { name: string; shape: number[]; data: number[]; parameters?: { binary_data_size: number } };

describe('a server', () => {
  let server: Server;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let digits: Awaited<ReturnType<typeof digitsModel>>;
  let cifar: string;
  const rows = [row(1), row(2), row(3)];
  let expected: number[][];

  before(async () => {
    folder = await temporaryFolder();
    digits = await digitsModel(folder.path);
    cifar = await cifarModel(join(folder.path, 'cifar'));
    server = await serve({ models: { cifar, digits: digits.dir }, bodyLimit: 2 ** 20 });
    const { model } = await openModel(cifar);
    expected = torch.inferenceMode(() => {
      using _scope = torch.scope();
      const forward = (values: Float32Array) =>
        model.forward(torch.fromTypedArray(values, [1, 3, 32, 32])) as torch.Tensor;
      return rows.flatMap((values) => forward(values).toArray() as number[][]);
    });
  });
  after(async () => {
    await server?.close();
    await folder?.remove();
  });

  const outputsOf = (json: Record<string, unknown>) => json.outputs as Output[];
  const near = (actual: ArrayLike<number>, wanted: number[]) => {
    assert.equal(actual.length, wanted.length);
    for (const [i, value] of wanted.entries())
      assert.ok(Math.abs(actual[i]! - value) < 1e-4, `${i}: ${actual[i]} for ${value}`);
  };

  test('tells what it is and what its models take and give', async () => {
    const about = await ask(server, '/v2');
    for (const extension of ['binary_tensor_data', 'classification', 'statistics', 'model_repository']) {
      assert.ok((about.json.extensions as string[]).includes(extension));
    }
    assert.deepEqual((await ask(server, '/v2/health/live')).json, { live: true });
    assert.deepEqual((await ask(server, '/v2/health/ready')).json, { live: true, ready: true });
    assert.deepEqual((await ask(server, '/v2/models/cifar/versions/1/ready')).json, { name: 'cifar', ready: true });
    const { json } = await ask(server, '/v2/models/cifar');
    assert.deepEqual(json.inputs, [{ name: 'input', datatype: 'FP32', shape: [-1, 3, 32, 32] }]);
    assert.deepEqual(json.outputs, [
      { name: 'logits', datatype: 'FP32', shape: [-1, 10] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 10] },
    ]);
  });

  test('computes what the model computes here, in JSON', async () => {
    const { status, json } = await ask(server, '/v2/models/cifar/infer', inferJson(rows, { id: 'mine' }));
    assert.equal(status, 200);
    assert.equal(json.id, 'mine');
    assert.equal(json.model_name, 'cifar');
    const [logits, probabilities] = outputsOf(json);
    assert.deepEqual(logits?.shape, [3, 10]);
    near(logits?.data ?? [], expected.flat());
    const sum = probabilities?.data.slice(0, 10).reduce((a, b) => a + b, 0) ?? 0;
    assert.ok(Math.abs(sum - 1) < 1e-5);
  });

  test('and in binary, one output in each form', async () => {
    const outputs = [{ name: 'logits', parameters: { binary_data: true } }, { name: 'probabilities' }];
    const response = await fetch(`${server.url}/v2/models/cifar/versions/1/infer`, inferBinary(rows, { outputs }));
    const header = Number(response.headers.get('inference-header-content-length'));
    const body = Buffer.from(await response.arrayBuffer());
    const [logits, probabilities] = outputsOf(JSON.parse(body.subarray(0, header).toString()));
    assert.equal(logits?.parameters?.binary_data_size, 120);
    assert.equal(probabilities?.data.length, 30);
    near(
      new Float32Array(body.buffer.slice(body.byteOffset + header, body.byteOffset + header + 120)),
      expected.flat(),
    );
  });

  test('rows that are computed together are computed alike', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        ask(server, '/v2/models/cifar/infer', inferBinary([rows[i % 3]!], { outputs: [{ name: 'logits' }] })),
      ),
    );
    for (const [i, { json }] of answers.entries()) near(outputsOf(json)[0]?.data ?? [], expected[i % 3]!);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const value = (name: string) =>
      Number(new RegExp(`^${name}\\{model="cifar"[^}]*\\} (\\d+)`, 'm').exec(metrics)?.[1]);
    assert.ok(
      value('capstan_inference_exec_count') < value('capstan_inference_count'),
      'batches should hold several rows',
    );
  });

  test('labels pictures it was not trained on', async () => {
    let right = 0;
    for (const { file, label } of digits.heldOut) {
      const init = { method: 'POST', headers: { 'content-type': 'image/png' }, body: await readFile(file) };
      const { status, json } = await ask(server, '/predict?model=digits', init);
      assert.equal(status, 200);
      if (json.label === label) right++;
    }
    // outcome: right of 100 over 20 seeds: 95.6 ± 1.0, worst 94
    assert.ok(right >= 88, `${right} of ${digits.heldOut.length} right`);
  });

  test('takes JPEG, PNG and WebP of any size, as the body or in a form', async () => {
    const picture = sharp({ create: { width: 300, height: 200, channels: 3, background: '#d2691e' } });
    const labels = new Set<unknown>();
    for (const body of [
      await picture.clone().png().toBuffer(),
      await picture.clone().webp({ lossless: true }).toBuffer(),
    ]) {
      labels.add((await ask(server, '/predict?model=cifar&top=3', { method: 'POST', body })).json.label);
      const form = new FormData();
      form.append('note', 'a field before the file');
      form.append('image', new Blob([body]), 'picture');
      const { json } = await ask(server, '/predict?model=cifar&top=3', { method: 'POST', body: form });
      labels.add(json.label);
      const probabilities = Object.values(json.probabilities as Record<string, number>);
      assert.equal(probabilities.length, 3);
      assert.equal(probabilities[0], json.confidence);
    }
    assert.equal(labels.size, 1);
    const jpeg = await picture.jpeg().toBuffer();
    assert.equal((await ask(server, '/predict?model=cifar', { method: 'POST', body: jpeg })).status, 200);
  });

  test('pictures through the protocol, as files and as pixels, are answered as by /predict', async () => {
    const colours = ['#d2691e', '#204060', '#80ff10'];
    const square = (background: string) => sharp({ create: { width: 32, height: 32, channels: 3, background } });
    const files = await Promise.all(colours.map((colour) => square(colour).png().toBuffer()));
    const predicted: number[][] = [];
    for (const body of files) {
      const { json } = await ask(server, '/predict?model=cifar', { method: 'POST', body: Buffer.from(body) });
      const probabilities = json.probabilities as Record<string, number>;
      predicted.push(classes.map((name) => probabilities[name]!));
    }
    const probabilities = async (init: RequestInit) => {
      const { json } = await ask(server, '/v2/models/cifar/infer', init);
      return outputsOf(json).find(({ name }) => name === 'probabilities')!;
    };
    near((await probabilities(inferPictures(files))).data, predicted.flat());

    const raw = await Promise.all(colours.map((colour) => square(colour).raw().toBuffer()));
    const planes = raw.flatMap((pixels) => [0, 1, 2].flatMap((c) => [...pixels.filter((_, i) => i % 3 === c)]));
    const inputs = [{ name: 'input', shape: [3, 3, 32, 32], datatype: 'UINT8', data: planes }];
    const pixels = { method: 'POST', body: JSON.stringify({ inputs }) };
    near((await probabilities(pixels)).data, predicted.flat());
  });

  test('refuses what does not fit, and says what was expected', async () => {
    const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): RequestInit => ({
      method: 'POST',
      headers,
      body,
    });
    const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const wrong = JSON.stringify({ inputs: [{ name: 'input', shape: [1, 1, 28, 28], datatype: 'FP32', data: [] }] });
    const cases: [path: string, init: RequestInit, status: number, message: RegExp][] = [
      ['/nowhere', {}, 404, /there is no GET \/nowhere; GET \/openapi\.json/],
      ['/v2/models/dog', {}, 404, /no model "dog"; this server has cifar, digits/],
      ['/v2/models/dog/infer', post('{}'), 404, /no model "dog"/],
      ['/v2/models/cifar/versions/7', {}, 404, /no version "7"; it is served in version 1/],
      [
        '/v2/models/cifar/infer',
        post(wrong),
        400,
        /expected shape \[-1, 3, 32, 32\] \(-1: any\), received \[1, 1, 28, 28\]/,
      ],
      [
        '/v2/models/cifar/infer',
        post('{}', { 'inference-header-content-length': '-4' }),
        400,
        /count of bytes, received "-4"/,
      ],
      ['/v2/models/cifar/infer', post('{}', { 'content-encoding': 'gzip' }), 415, /gzip is not taken/],
      ['/v2/models/cifar/infer', post(Buffer.alloc(2 ** 20 + 1)), 413, /at most 1\.0 MiB are taken/],
      ['/predict?model=cifar', post(Buffer.alloc(3 * 2 ** 20)), 413, /smaller picture/],
      ['/predict', post(png), 400, /say which with \?model=/],
      ['/predict?model=cifar&top=0', post(png), 400, /top/],
      ['/predict?model=cifar', post(''), 400, /the body is empty/],
      ['/predict?model=cifar', post('just words'), 400, /not a JPEG, PNG or WebP/],
      ['/predict?model=cifar', post(png.subarray(0, 60)), 400, /cannot be used/],
      ['/predict?model=cifar', post('x', { 'content-type': 'multipart/form-data; boundary=b' }), 400, /multipart/],
    ];
    for (const [path, init, status, message] of cases) {
      const answer = await ask(server, path, init);
      assert.equal(answer.status, status, path + JSON.stringify(answer.json));
      assert.match(String(answer.json.error), message);
      assert.ok(answer.headers.get('x-request-id'));
    }
  });

  test('a body of 100 MB is refused and the server goes on', async () => {
    const { status } = await ask(server, '/v2/models/cifar/infer', { method: 'POST', body: Buffer.alloc(100e6) });
    assert.equal(status, 413);
    const streamed = new ReadableStream(
      { pull: (controller) => controller.enqueue(new Uint8Array(65536)) },
      { highWaterMark: 0 },
    );
    const init = { method: 'POST', body: streamed, duplex: 'half', signal: AbortSignal.timeout(20_000) } as RequestInit; // duplex is Node's own
    const outcome = await ask(server, '/predict?model=cifar', init).then(
      (answer) => answer.status,
      () => 413, // the connection may be closed on a body without an end
    );
    assert.equal(outcome, 413);
    assert.equal((await ask(server, '/v2/health/ready')).status, 200);
  });

  test('describes itself: page, metrics, OpenAPI', async () => {
    const page = await fetch(`${server.url}/`);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    const html = await page.text();
    assert.doesNotMatch(html, /(src|href)="https?:/);
    assert.doesNotMatch(html, /cifar/); // names are asked for, with the key where there is one
    const { models } = (await ask(server, '/v2/models')).json as { models: { name: string; takes: string }[] };
    assert.deepEqual(
      models.map(({ name, takes }) => [name, takes]),
      [
        ['cifar', 'pictures'],
        ['digits', 'pictures'],
      ],
    );
    const { json } = await ask(server, '/openapi.json');
    assert.equal(json.openapi, '3.1.0');
    const paths = Object.keys(json.paths as object);
    for (const path of ['/predict', '/v2/models/{name}/infer', '/metrics']) assert.ok(paths.includes(path));
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    for (const line of metrics.trim().split('\n')) {
      assert.match(line, /^(# (HELP|TYPE) \w+ .+|\w+\{[^}]*\} [\d.e+-]+)$/);
    }
  });

  test('says the same of itself in OpenAPI as it does', async () => {
    const { json } = await ask(server, '/openapi.json');
    const { parameters } = (
      json as { paths: Record<string, { post: { parameters: { name: string; schema: object }[] } }> }
    ).paths['/predict']!.post;
    assert.deepEqual(parameters.find(({ name }) => name === 'top')?.schema, { type: 'integer', minimum: 1 });
  });

  test('a body that says it is not compressed is taken, and a misspelt query is not', async () => {
    const init = inferJson([row(1)]);
    const headers = { 'content-encoding': 'Identity' };
    assert.equal((await ask(server, '/v2/models/cifar/infer', { ...init, headers })).status, 200);
    const picture = { method: 'POST', body: await readFile(digits.heldOut[0]!.file) };
    const misspelt = await ask(server, '/predict?model=digits&tpo=3', picture);
    assert.equal(misspelt.status, 400);
    assert.match(String(misspelt.json.error), /tpo.*Did you mean .top.\? There are: model, top/);
    const { json } = await ask(server, '/predict?model=digits&top=1', picture);
    assert.ok(String(json.confidence).length <= 11, String(json.confidence)); // nine digits say which float32 it is
    assert.match(String(json.hash), /^[0-9a-f]{64}$/);
  });

  test('a timeout of the request is heeded', async () => {
    const init = inferJson([row(1)], { parameters: { timeout: 1 } }); // a microsecond
    const late = await ask(server, '/v2/models/cifar/infer', init);
    assert.equal(late.status, 504);
  });

  test('a quote in the name of a model breaks neither metrics nor paths', async () => {
    const root = join(folder.path, 'root');
    await cp(cifar, join(root, 'a"b\\c'), { recursive: true });
    await using strange = await serve({ models: root });
    const metrics = await (await fetch(`${strange.url}/metrics`)).text();
    assert.match(metrics, /^capstan_engine_ready\{model="a\\"b\\\\c",version="1"\} 1$/m);
    assert.equal((await ask(strange, `/v2/models/${encodeURIComponent('a"b\\c')}/ready`)).status, 200);
  });

  test('a request id is taken over when it is one', async () => {
    const given = await ask(server, '/v2', { headers: { 'x-request-id': 'trace-1' } });
    assert.equal(given.headers.get('x-request-id'), 'trace-1');
    const made = await ask(server, '/v2', { headers: { 'x-request-id': 'a b<script>' } });
    assert.match(made.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  });

  test('a key, where there is one, guards every route but health and page', async () => {
    const apiKey = generateApiKey();
    await using guarded = await serve({ models: { cifar }, apiKey });
    for (const path of ['/v2', '/v2/models/cifar', '/metrics', '/openapi.json']) {
      assert.equal((await ask(guarded, path)).status, 401);
      const wrong = { headers: { authorization: `Bearer ${generateApiKey()}` } };
      assert.equal((await ask(guarded, path, wrong)).status, 401);
    }
    const predict = await ask(guarded, '/predict', { method: 'POST', body: 'x' });
    assert.equal(predict.status, 401);
    assert.equal((await ask(guarded, '/v2/health/ready')).status, 200);
    assert.equal((await fetch(`${guarded.url}/`)).status, 200);
    assert.equal((await ask(guarded, '/v2', { headers: { authorization: `Bearer ${apiKey}` } })).status, 200);
  });

  test('options, folders, models and ports that do not fit are named', async () => {
    await assert.rejects(serve({ models: { cifar }, maxBatch: 0 }), { code: 'options-invalid', message: /maxBatch/ });
    await assert.rejects(serve({ models: `${folder.path}/none` }), { code: 'no-models' });
    await assert.rejects(serve({ models: { a: folder.path } }), { code: 'no-models', message: /no model\.json/ });
    const port = Number(new URL(server.url).port);
    await assert.rejects(serve({ models: { cifar }, port, threads: 1 }), { code: 'address-in-use' });
    const broken = await cifarModel(join(folder.path, 'broken'));
    const weights = await readFile(join(broken, 'model.safetensors'));
    await writeFile(join(broken, 'model.safetensors'), weights.subarray(0, weights.length - 100));
    await assert.rejects(serve({ models: { broken } }), { code: 'model-unloadable', message: /cut short/ });
  });
});
