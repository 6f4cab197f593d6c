import { createHash, createHmac } from 'node:crypto';
import { DataError } from '../../errors.ts';

export type S3Options = {
  /** Default `AWS_ACCESS_KEY_ID`; without one the request is not signed, as public buckets allow. */
  accessKeyId?: string;
  /** Default `AWS_SECRET_ACCESS_KEY`. */
  secretAccessKey?: string;
  /** Default `AWS_SESSION_TOKEN`. */
  sessionToken?: string;
  /** Default `AWS_REGION`, else `us-east-1`. */
  region?: string;
  /** Another S3-compatible server, such as `https://minio.example.org:9000`. Default `AWS_ENDPOINT_URL`, else Amazon's. */
  endpoint?: string;
  /** The time of signing. */
  date?: Date;
};

/**
 * The signed GET of `s3://bucket/key`: AWS Signature Version 4.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example const { url, headers } = s3Request('s3://data/rows.parquet', { region: 'eu-central-1' });
 */
export function s3Request(address: string, options: S3Options = {}): { url: string; headers: Record<string, string> } {
  const [, bucket, key] = address.match(/^s3:\/\/([^/]+)\/(.+)$/i) ?? [];
  if (!bucket || !key) {
    throw new DataError('option-invalid', `expected s3://bucket/key, received '${address}'`);
  }
  const { env } = process;
  const region = options.region ?? env.AWS_REGION ?? 'us-east-1';
  const endpoint = options.endpoint ?? env.AWS_ENDPOINT_URL;
  const path = key.split('/').map(encode).join('/');
  // Own servers rarely have a host name for every bucket; nor do names with dots match Amazon's certificate.
  const url = endpoint
    ? new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${path}`)
    : bucket.includes('.')
      ? new URL(`https://s3.${region}.amazonaws.com/${bucket}/${path}`)
      : new URL(`https://${bucket}.s3.${region}.amazonaws.com/${path}`);
  const id = options.accessKeyId ?? env.AWS_ACCESS_KEY_ID;
  const secret = options.secretAccessKey ?? env.AWS_SECRET_ACCESS_KEY;
  if (!id || !secret) return { url: url.href, headers: {} };
  const token = options.sessionToken ?? (options.accessKeyId ? undefined : env.AWS_SESSION_TOKEN);
  return { url: url.href, headers: sign(url, { id, secret, token, region, date: options.date ?? new Date() }) };
}

type Signer = { id: string; secret: string; token: string | undefined; region: string; date: Date };

function sign(url: URL, { id, secret, token, region, date }: Signer): Record<string, string> {
  const time = date.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  // The body of a GET is empty; Range is left out of what is signed, so that one signature serves every resumption.
  const signed: Record<string, string> = {
    host: url.host,
    'x-amz-content-sha256': sha256(''),
    'x-amz-date': time,
    ...(token ? { 'x-amz-security-token': token } : {}),
  };
  const names = Object.keys(signed).sort();
  const canonical = [
    'GET',
    url.pathname,
    '',
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    names.join(';'),
    sha256(''),
  ];
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical.join('\n'))].join('\n');
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secret}`, day), region));
  const signature = hmac(key, toSign).toString('hex');
  const { host: _, ...headers } = signed; // fetch writes the host itself
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}`,
  };
}

function hmac(key: string | Buffer, content: string): Buffer {
  return createHmac('sha256', key).update(content).digest();
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** All but unreserved characters, as S3 wants them. */
function encode(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
