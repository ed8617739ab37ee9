import { QueueProblem } from "./problem.ts";

/** Where a queue is, and who asks for it. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  readonly tls: boolean;
  /** The address as it may be shown, and given to another command: without the password. */
  readonly shown: string;
}

const PORT = 6379;

/** What an address looks like: said in every refusal, which never holds the text itself, since a password may be in it. */
const TAKES = "takes redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE], or rediss:// for TLS";

/**
 * Reads where a queue is. `password`: one that is given apart from the address; the one in the address comes first.
 *
 * @throws QueueProblem if it is none.
 */
export function readAddress(text: string, password: string | undefined): QueueAddress {
  const refuse = (what: string): QueueProblem => new QueueProblem(`--queue: ${what}; ${TAKES}`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refuse("no address");
  }
  const { protocol, hostname, port, pathname, search, hash } = url;
  if (protocol !== "redis:" && protocol !== "rediss:") throw refuse("an address of another kind");
  if (hostname === "") throw refuse("an address without a host");
  if (search !== "" || hash !== "")
    throw refuse("an address with a ? or # in it (in a password, write %3F for the one and %23 for the other)");
  const database = /^\/?(\d{0,5})$/.exec(pathname)?.[1];
  if (database === undefined) throw refuse("an address whose database is no number");
  const [username, own] = [url.username, url.password].map((part) => decoded(part, refuse)) as [string, string];
  const shownUser = url.username === "" ? "" : `${url.username}@`;
  const shownPort = port === "" ? PORT : Number(port);
  return {
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: shownPort,
    username: username === "" ? undefined : username,
    password: own === "" ? password : own,
    database: Number(database),
    tls: protocol === "rediss:",
    shown: `${protocol}//${shownUser}${hostname}:${shownPort}${database === "" ? "" : `/${database}`}`,
  };
}

function decoded(part: string, refuse: (what: string) => QueueProblem): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw refuse("an address with a % that stands for nothing");
  }
}
