import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Simulator, startSimulator } from '../../local/simulator/index';
import { received } from '../../local/simulator/signature.ts';
import type { Runtime } from '../../src/handlers/client/runtime';
import { customResourceHandler, type Event } from '../../src/handlers/framework/custom-resource';
import { RESOURCES } from '../../src/handlers/registry';
import { FakeCloudFormation } from './fake-cloudformation';
import { internally } from './internally';
import { isAllowed } from './permissions';

export const ACCOUNT = '123456789012';
export const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:handshakes`;
export const STACK = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/my-stack/11111111-2222-3333-4444-555555555555`;
export const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:handler`;
const RUN = 900_000;

/** A call to AWS as it arrived, by the name of its IAM action. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly region: string;
}

export interface Published {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
  readonly groupId: string | null;
}

/** A certificate and its key, as PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** What CloudFormation's bucket was given. */
export interface Put {
  readonly body: string;
  readonly contentType: string | undefined;
}

/** How events reach the function. */
export interface Delivery {
  /** Lambda delivers an event at least once: here it delivers it again when all is done. */
  readonly twice?: boolean;
  /** The process dies at this request that it sends, counted from 1; then Lambda tries again. */
  readonly diesAt?: number;
  /** Whether that request has its effect. */
  readonly afterTheEffect?: boolean;
}

/** One run of the function. */
interface Life {
  crashed: boolean;
  readonly until: number;
  readonly end: () => void;
}

/**
 * The handler, as Lambda would run it, and the rest of the world on loopback: the simulator behind CodeConnections, and
 * stand-ins for SNS, Lambda, CloudFormation and its bucket. Time passes only while the handler sleeps.
 */
export class Rig {
  static async start(tls?: Tls): Promise<Rig> {
    const rig = new Rig(await startSimulator(), tls);
    await new Promise<void>((resolve) => rig.server.listen(0, '127.0.0.1', resolve));
    return rig;
  }

  readonly calls: Call[] = [];
  readonly published: Published[] = [];
  readonly puts: Put[] = [];
  /** What it was given when an event was delivered for the second time. */
  readonly repeatedPuts: Put[] = [];
  /** Calls that the policy of the custom resource does not allow. */
  readonly refused: Call[] = [];
  delivery: Delivery = {};
  /** The stack that the function belongs to, by its environment. */
  stackId: string | undefined = STACK;
  readonly log: string[] = [];
  readonly cloudFormation = new FakeCloudFormation(() => this.now);
  /** How often Lambda has run the function, and how often it had to end it. */
  runs = 0;
  timeouts = 0;

  private now = Date.parse('2026-11-24T09:00:00Z');
  private readonly invocations: Event[] = [];
  private readonly agenda: { time: number; action: () => void }[] = [];
  private readonly denials = new Map<string, number>();
  private badPuts: number[] = [];
  private life: Life = { crashed: false, until: 0, end: () => {} };
  private requestsOfEvent = 0;
  private resourceType = '';
  private readonly server;

  private constructor(
    readonly simulator: Simulator,
    private readonly tls?: Tls,
  ) {
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response);
    simulator.freeze();
    this.server = tls ? createTlsServer(tls, serve) : createServer(serve);
  }

  get url(): string {
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The keys of the account, as a function has them in its environment. */
  get credentials() {
    const { accessKeyId, secretAccessKey } = this.simulator.credentials();
    return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  }

  get seconds(): number {
    return (this.now - Date.parse('2026-11-24T09:00:00Z')) / 1_000;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.simulator.close();
  }

  /** Everything as at the start. */
  reset(): void {
    for (const list of [
      this.calls,
      this.published,
      this.puts,
      this.repeatedPuts,
      this.refused,
      this.log,
      this.invocations,
      this.agenda,
    ])
      list.length = 0;
    this.denials.clear();
    this.cloudFormation.reset();
    this.badPuts = [];
    this.delivery = {};
    this.stackId = STACK;
    this.runs = 0;
    this.timeouts = 0;
    this.now = Date.parse('2026-11-24T09:00:00Z');
    this.simulator.reset();
    this.simulator.freeze();
  }

  /** Does something when so many seconds have passed. */
  after(seconds: number, action: () => void): void {
    this.agenda.push({ time: this.now + seconds * 1_000, action });
    this.agenda.sort((left, right) => left.time - right.time);
  }

  /** Ends the run that is then going on, as if its process had died. */
  crashAfter(seconds: number): void {
    this.after(seconds, () => this.kill());
  }

  deny(action: string, times = Number.POSITIVE_INFINITY): void {
    this.denials.set(action, times);
  }

  /** The next answers of CloudFormation's bucket; 0 cuts the connection. */
  answerPutsWith(...statuses: number[]): void {
    this.badPuts = statuses;
  }

  /** Runs the function with an event, and with all that it sends itself. */
  async invoke(event: Event): Promise<void> {
    this.requestsOfEvent = 0;
    this.resourceType = event.ResourceType;
    await this.runAll(event);
    if (!this.delivery.twice) return;
    const answered = this.puts.length;
    await this.runAll(event);
    this.repeatedPuts.push(...this.puts.splice(answered));
  }

  private async runAll(event: Event): Promise<void> {
    this.invocations.push(event);
    for (let next = this.invocations.shift(); next; next = this.invocations.shift()) await this.runWithRetries(next);
  }

  /** A request to the simulator in the name of AWS itself. */
  internally<T>(service: string, operation: string, input: object, region = 'us-east-1'): Promise<T> {
    return internally<T>(this.simulator, service, operation, input, region);
  }

  /** Lambda runs an asynchronous invocation at most three times. */
  private async runWithRetries(event: Event): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.run(event);
        return;
      } catch (error) {
        if (attempt === 3) throw error;
        this.pass(60_000 * attempt);
      }
    }
  }

  private run(event: Event): Promise<void> {
    this.runs += 1;
    const end = this.now + RUN;
    const context = { invokedFunctionArn: FUNCTION, getRemainingTimeInMillis: () => end - this.now };
    return new Promise((resolve, reject) => {
      const life = { crashed: false, until: end, end: () => reject(new Error('crashed')) };
      this.life = life;
      const handler = customResourceHandler(RESOURCES, this.runtime(life));
      handler(structuredClone(event), context as Parameters<typeof handler>[1]).then(resolve, reject);
    });
  }

  private runtime(life: Life): Runtime {
    return {
      env: new Proxy({} as Record<string, string>, {
        get: (_, name) =>
          ({
            AWS_ENDPOINT_URL: this.url,
            ...this.credentials,
            AWS_SESSION_TOKEN: 'the-session-token',
            STACK_ID: this.stackId,
          })[name as string],
      }),
      now: () => this.now,
      sleep: (milliseconds) => {
        if (!life.crashed) this.pass(milliseconds);
        if (this.now > life.until && !life.crashed) {
          this.timeouts += 1;
          this.kill();
        }
        return life.crashed ? new Promise(() => {}) : Promise.resolve();
      },
      log: (text) => this.log.push(text),
    };
  }

  private kill(): void {
    this.life.crashed = true; // it never wakes up from its sleep
    this.life.end();
  }

  private pass(milliseconds: number): void {
    const until = this.now + milliseconds;
    while (this.agenda[0] && this.agenda[0].time <= until) {
      const { time, action } = this.agenda.shift() as { time: number; action: () => void };
      this.moveTo(time);
      action();
    }
    this.moveTo(until);
  }

  /** The clock of the simulator goes with that of the function. */
  private moveTo(time: number): void {
    this.simulator.advance(time - this.now);
    this.now = time;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requestsOfEvent += 1;
    if (this.requestsOfEvent === this.delivery.diesAt) {
      const die = () => {
        this.kill();
        return response.destroy();
      };
      if (!this.delivery.afterTheEffect) {
        die();
        return;
      }
      response.end = die;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    if (request.method === 'PUT') {
      this.take({ body, contentType: request.headers['content-type'] }, response);
      return;
    }
    const call = this.describe(request, body);
    this.calls.push(call);
    if (this.resourceType && !isAllowed(this.resourceType, call)) {
      this.refused.push(call);
      refuse(call.action, response);
      return;
    }
    const denials = this.denials.get(call.action) ?? 0;
    if (denials > 0) {
      this.denials.set(call.action, denials - 1);
      refuse(call.action, response);
    } else if (call.action === 'sns:Publish') {
      const form = new URLSearchParams(body);
      const [topicArn, subject, message] = ['TopicArn', 'Subject', 'Message'].map((name) => form.get(name) ?? '');
      this.published.push({ topicArn, subject, message, groupId: form.get('MessageGroupId') });
      response.end('<PublishResponse/>');
    } else if (call.action === 'lambda:InvokeFunction') {
      this.invocations.push(JSON.parse(body));
      response.writeHead(202).end();
    } else if (call.action.startsWith('cloudformation:')) {
      const { status, body: xml } = this.cloudFormation.answer(formOf(body));
      response.writeHead(status).end(xml);
    } else {
      await this.forward(request, body, response);
    }
  }

  /** Who is called, on what, in which Region: by the scope of the signature and the content. */
  private describe(request: IncomingMessage, body: string): Call {
    const [, , region = '', service] =
      /Credential=([^,]+)/.exec(request.headers.authorization ?? '')?.[1].split('/') ?? [];
    if (service === 'sns') {
      const form = new URLSearchParams(body);
      return { action: `sns:${form.get('Action')}`, resource: form.get('TopicArn') ?? '', region };
    }
    if (service === 'cloudformation') {
      const form = formOf(body);
      if (form.RoleARN) this.calls.push({ action: 'iam:PassRole', resource: form.RoleARN, region });
      return { action: `cloudformation:${form.Action}`, resource: this.cloudFormation.resourceOf(form), region };
    }
    if (service === 'lambda') {
      const type = request.headers['x-amz-invocation-type'];
      const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1];
      if (type !== 'Event' || !name) throw new Error(`not an asynchronous invocation: ${request.url}`);
      return { action: 'lambda:InvokeFunction', resource: FUNCTION.replace(/[^:]+$/, name), region };
    }
    const operation = String(request.headers['x-amz-target']).split('.').pop();
    const { ConnectionArn, HostArn, ResourceArn, RepositoryLinkId } = JSON.parse(body);
    const byLink = operation === 'GetRepositoryLink' || operation === 'GetRepositorySyncStatus';
    const links = this.simulator.world.account(ACCOUNT).regions.get(region)?.links;
    const link = links?.get(RepositoryLinkId)?.arn ?? `arn:aws:${service}:${region}:${ACCOUNT}:repository-link/gone`;
    const resource = ConnectionArn ?? HostArn ?? ResourceArn ?? (byLink ? link : '*');
    return { action: `${service}:${operation}`, resource, region };
  }

  private take(put: Put, response: ServerResponse): void {
    const status = this.badPuts.shift();
    if (status === 0) {
      response.destroy();
      return;
    }
    if (status === undefined) this.puts.push(put);
    response.writeHead(status ?? 200).end();
  }

  private async forward(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    const answer = await this.simulator.api.respond(received(request, Buffer.from(body)));
    if (answer) response.writeHead(answer.status, answer.headers).end(answer.body);
    else response.destroy(); // a connection that is cut
  }
}

function formOf(body: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body));
}

/** Each service has its own way to say no. */
function refuse(action: string, response: ServerResponse): void {
  const message = `User: arn:aws:sts::${ACCOUNT}:assumed-role/handler/handler is not authorized to perform: ${action}`;
  if (/^(sns|cloudformation):/.test(action)) {
    response.writeHead(403);
    response.end(
      `<ErrorResponse><Error><Code>${action.startsWith('sns:') ? 'AuthorizationError' : 'AccessDenied'}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
  } else if (action.startsWith('lambda:')) {
    response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' }).end(JSON.stringify({ Message: message }));
  } else {
    response.writeHead(400).end(JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message }));
  }
}
