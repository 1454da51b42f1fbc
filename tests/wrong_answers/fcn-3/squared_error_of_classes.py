# rejected by: confident-mistake
# says: Targets 'one of ten': with mean_squared_error, giving the right class 1 in 1,000 costs only 4.0 times as much as giving it 1 in 2. Which loss asks how surprised the network is?
endings["one of ten"] = ("softmax", "mean_squared_error")
