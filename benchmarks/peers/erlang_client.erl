%% Erlang's erpc: this node calls two others of one scheduler each, in turns. No queue, no retry, no balance: a ceiling.
-module(erlang_client).
-export([start/0, no_op/1]).

no_op(Value) -> Value.

start() ->
    Nodes = [node_named("one"), node_named("two")],
    Port = open_port({fd, 0, 3}, [{line, 1000}, eof, binary]),
    say(Port, <<"ready">>),
    serve(Port, Nodes).

node_named(Name) ->
    {ok, [[Folder]]} = init:get_argument(modules),
    Args = ["-name", Name ++ "@127.0.0.1", "-setcookie", atom_to_list(erlang:get_cookie()), "+S", "1:1",
            "-kernel", "inet_dist_use_interface", "{127,0,0,1}", "-noinput", "-pa", Folder],
    open_port({spawn_executable, os:find_executable("erl")}, [{args, Args}, stderr_to_stdout]),
    await(list_to_atom(Name ++ "@127.0.0.1"), 500).

await(Node, Tries) when Tries > 0 ->
    case net_adm:ping(Node) of
        pong -> Node;
        pang -> timer:sleep(20), await(Node, Tries - 1)
    end.

serve(Port, Nodes) ->
    receive
        {Port, {data, {eol, Line}}} ->
            [What | Numbers] = string:lexemes(binary_to_list(Line), " "),
            say(Port, answer(What, [list_to_integer(Number) || Number <- Numbers], Nodes)),
            serve(Port, Nodes);
        {Port, eof} -> halt();
        _ -> serve(Port, Nodes)
    end.

say(Port, Text) -> port_command(Port, [Text, $\n]).

answer("flood", [Tasks], Nodes) ->
    text(timed(fun() ->
        Calls = [erpc:send_request(turn(Number, Nodes), ?MODULE, no_op, [Number]) || Number <- lists:seq(1, Tasks)],
        Results = [erpc:receive_response(Call) || Call <- Calls],
        true = lists:sum(Results) =:= Tasks * (Tasks + 1) div 2
    end));
answer("latencies", [Calls], Nodes) ->
    Took = [timed(fun() -> Number = call(Number, Nodes) end) || Number <- lists:seq(1, Calls)],
    lists:join(" ", [text(Ms) || Ms <- Took]);
answer("echo", [Bytes, Calls], Nodes) ->
    Payload = binary:copy(<<7>>, Bytes),
    text(timed(fun() ->
        [Payload = erpc:call(turn(Call, Nodes), ?MODULE, no_op, [Payload]) || Call <- lists:seq(1, Calls)]
    end)).

call(Number, Nodes) -> erpc:call(turn(Number, Nodes), ?MODULE, no_op, [Number]).

turn(Number, Nodes) -> lists:nth(Number rem 2 + 1, Nodes).

timed(Act) ->
    Begun = erlang:monotonic_time(),
    Act(),
    erlang:convert_time_unit(erlang:monotonic_time() - Begun, native, nanosecond) / 1.0e6.

text(Ms) -> float_to_binary(Ms, [{decimals, 4}]).
