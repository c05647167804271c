import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { Simulator } from '../../../local/simulator/index';
import { type ReceivedRequest, received } from '../../../local/simulator/signature.ts';
import type { Runtime } from '../../../src/handlers/client/runtime';
import { FUNCTION, REGION } from './account';
import { Clock } from './clock';
import { CodeConnections } from './services/codeconnections';
import { type Call, denial, type Reply, type Service } from './services/service';
import { Sns } from './services/sns';

/** A certificate and its key, as PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** How the process of a run dies. */
export interface Death {
  /** It dies at this request that it sends, counted from 1; … */
  readonly diesAt?: number;
  /** … when that has had its effect, or before. */
  readonly afterTheEffect?: boolean;
}

/** How the function is run once. */
interface RunOptions {
  readonly env: Runtime['env'];
  /** Milliseconds that Lambda gives it. */
  readonly time: number;
  readonly requestId?: string;
  /** How it dies at one of these requests, which runs can share. */
  readonly death?: Death & { requests: number };
}

/** One run of the function. */
interface Process {
  readonly death: RunOptions['death'];
  isDead: boolean;
  readonly end: () => void;
}

/** A function as Lambda runs it, and all that it calls on loopback: the simulator, and stand-ins for other services. */
export abstract class Rig {
  readonly simulator = new Simulator();
  sns!: Sns;
  /** All calls to AWS, in the order of their arrival. */
  calls: Call[] = [];
  /** Calls for which the function has no permission. */
  refused: Call[] = [];
  log: string[] = [];
  /** How often Lambda has run the function, and how often it had to end it. */
  runs = 0;
  timeouts = 0;
  maxInFlight = 0;

  /** By their names in signatures; a rig adds its own. */
  private services!: Record<string, Service>;
  private clock!: Clock;
  private inFlight = 0;
  private readonly denials = new Map<string, number>();
  /** By their session tokens. */
  private readonly processes = new Map<string, Process>();
  private readonly server;

  /** @param speed how much faster than in reality time passes; with 0, it passes only while the function sleeps */
  constructor(
    private readonly speed: number,
    private readonly tls?: Tls,
  ) {
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response);
    this.server = tls ? createTlsServer(tls, serve) : createServer(serve);
  }

  async start(): Promise<this> {
    this.reset();
    await this.simulator.listen(0);
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.simulator.close();
  }

  /** Everything as at the start. */
  reset(): void {
    this.simulator.reset();
    this.clock = new Clock(this.simulator, this.speed);
    const codeconnections = new CodeConnections(this.simulator);
    this.sns = new Sns();
    this.services = { codeconnections, 'codestar-connections': codeconnections, sns: this.sns, ...this.newServices() };
    [this.calls, this.refused, this.log] = [[], [], []];
    this.runs = this.timeouts = this.maxInFlight = 0;
    this.denials.clear();
    this.processes.clear();
  }

  get url(): string {
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The keys of the account, as a function has them in its environment. */
  get credentials() {
    const { accessKeyId, secretAccessKey } = this.simulator.credentials();
    return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  }

  readonly now = (): number => this.clock.now();

  /** How many seconds have passed while the function slept, or by `pass`. */
  get seconds(): number {
    return this.clock.ahead / 1_000;
  }

  /** Advances the time of the function and of the service. */
  pass(seconds: number): void {
    this.clock.pass(seconds * 1_000);
  }

  /** Does something when so many seconds have passed. */
  after(seconds: number, action: () => void): void {
    this.clock.after(seconds * 1_000, action);
  }

  /** Ends the latest run, if it is going on after so many seconds, as if its process had died. */
  crashAfter(seconds: number): void {
    this.after(seconds, () => kill(this.latestProcess));
  }

  /** Denies the next calls of an action, on top of those that the function has no permission for. */
  deny(action: string, times = Number.POSITIVE_INFINITY): void {
    this.denials.set(action, times);
  }

  clearDenials(): void {
    this.denials.clear();
  }

  /** A request to the simulator in the name of AWS itself. */
  async internally<T>(service: string, operation: string, input: object, region = REGION): Promise<T> {
    const target = service === 'codeconnections' ? 'CodeConnections_20231201' : 'CodeStar_connections_20191201';
    const response = await fetch(this.simulator.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `${target}.${operation}`,
        'x-sim-internal': '1',
        'x-sim-region': region,
        'x-sim-token': this.simulator.token,
      },
      body: JSON.stringify(input),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as T;
  }

  /** What the function calls besides CodeConnections and SNS, by the names in signatures. */
  protected abstract newServices(): Record<string, Service>;

  /** Whether the function has the permission for a call. */
  protected abstract isAllowed(call: Call): boolean;

  /** The response to a request that is not signed. */
  protected respondUnsigned(_request: ReceivedRequest): Reply | undefined {
    return { status: 403 };
  }

  /** Runs the function once. Rejects if it fails or its process dies. */
  protected runOnce(
    handle: (runtime: Runtime, context: Context) => Promise<void>,
    { env, time, requestId, death }: RunOptions,
  ): Promise<void> {
    this.runs += 1;
    const token = `session-token-${this.runs}`;
    const { now } = this;
    const until = now() + time;
    const getRemainingTimeInMillis = () => until - now();
    const context = { invokedFunctionArn: FUNCTION, awsRequestId: requestId, getRemainingTimeInMillis } as Context;
    return new Promise((resolve, reject) => {
      const process = { death, isDead: false, end: () => reject(new Error('died')) };
      this.processes.set(token, process);
      const runtime: Runtime = {
        env: { AWS_ENDPOINT_URL: this.url, ...this.credentials, AWS_SESSION_TOKEN: token, ...env },
        now,
        sleep: async (milliseconds) => {
          if (!process.isDead) await this.clock.sleep(milliseconds);
          // In time that passes by itself, a machine that is busy would end it.
          if (this.speed === 0 && now() > until && !process.isDead) {
            this.timeouts += 1;
            kill(process);
          }
          if (process.isDead) await new Promise(() => {}); // it never wakes up
        },
        log: (text) => this.log.push(text),
      };
      handle(runtime, context).then(resolve, reject);
    });
  }

  private get latestProcess(): Process | undefined {
    return [...this.processes.values()].at(-1);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    const reply = await this.respondToProcess(received(request, Buffer.concat(chunks)));
    this.inFlight -= 1;
    if (reply) response.writeHead(reply.status, reply.headers).end(reply.body);
    else response.destroy(); // a connection that is cut
  }

  /** The response that the process gets, if it does not die. */
  private async respondToProcess(request: ReceivedRequest): Promise<Reply | undefined> {
    const process = this.processes.get(String(request.headers['x-amz-security-token'])) ?? this.latestProcess;
    const { death } = process ?? {};
    if (process && death) {
      death.requests += 1;
      if (death.requests === death.diesAt) {
        process.isDead = true;
        if (death.afterTheEffect) await this.respond(request);
        process.end();
      }
    }
    return process?.isDead ? undefined : this.respond(request);
  }

  private respond(raw: ReceivedRequest): Reply | undefined | Promise<Reply | undefined> {
    const { authorization = '', 'content-type': contentType, 'x-amz-target': target } = raw.headers;
    const [, , region, service] = /Credential=([^,]+)/.exec(authorization)?.[1].split('/') ?? [];
    if (!service) return this.respondUnsigned(raw);
    const body = raw.body.toString();
    const isForm = contentType?.includes('x-www-form-urlencoded');
    const input = isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
    // The request of Lambda has neither, but a path.
    const operation = isForm ? input.Action : String(target ?? 'InvokeFunction').replace(/^.*\./, '');
    const request = { service, operation, region, input, raw };

    const own = this.services[service];
    const keys = own.keysOf?.(request) ?? {};
    const call: Call = {
      action: `${service}:${operation}`,
      resource: own.resourceOf(request),
      region,
      ...(Object.keys(keys).length > 0 && { keys }),
    };
    if (isForm && input.RoleARN) {
      const passed = { 'iam:PassedToService': `${service}.amazonaws.com` };
      this.calls.push({ action: 'iam:PassRole', resource: input.RoleARN, region, keys: passed });
    }
    this.calls.push(call);
    if (!this.isAllowed(call)) {
      if (!own.isGone?.(request)) this.refused.push(call);
      return denial(call.action);
    }
    const denials = this.denials.get(call.action) ?? 0;
    if (denials > 0) {
      this.denials.set(call.action, denials - 1);
      return denial(call.action);
    }
    return this.services[service].respond(request);
  }
}

function kill(process: Process | undefined): void {
  if (!process) return;
  process.isDead = true;
  process.end();
}

/** Starts a rig for the tests of a file. Each of them finds it as at its start, and must not make calls without permission. */
export function useRig<R extends Rig>(rig: R): R {
  beforeAll(async () => {
    await rig.start();
  });
  afterAll(() => rig.stop());
  beforeEach(() => rig.reset());
  afterEach(() => expect(rig.refused).toEqual([]));
  return rig;
}
